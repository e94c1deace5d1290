"""Access tables: what is asked, as whom, what is told, and that nothing is left."""

# Views are called with a request that they have no use for.
# ruff: noqa: ARG001, ARG002

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx2
import pytest
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.models import AnonymousUser, User
from django.core import mail
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import AsyncClient, Client, override_settings
from django.urls import include, path
from django.views import View
from django.views.decorators.http import require_http_methods
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIClient, APITestCase
from rest_framework.views import APIView

from products.models import Product
from restflow.test import (
    AccessTable,
    AccessTableError,
    Actor,
    AsyncActor,
    AsyncAPIClient,
    AsyncAPITestCase,
    AsyncHTTPClient,
    AsyncStory,
    Story,
)
from restflow.test._access import outcome
from restflow.test._database.sharing import shared_connections

pytestmark = pytest.mark.django_db

# --- An API --------------------------------------------------------------------------


class Private(APIView):
    """For those who are logged in."""

    permission_classes = (IsAuthenticated,)

    def get(self, request: Request, **_: Any) -> Response:
        return Response()

    def post(self, request: Request, **_: Any) -> Response:
        return Response(status=201)


class Public(APIView):
    """For everybody."""

    permission_classes = (AllowAny,)

    def get(self, request: Request, **_: Any) -> Response:
        return Response()


def plain(request: HttpRequest, **_: Any) -> HttpResponse:
    return HttpResponse()


def answering(status: int) -> Callable[..., HttpResponse]:
    """Return a view that answers with a status."""

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=status)

    return view


PRIVATE = path("private/", Private.as_view(), name="private")
PUBLIC = path("public/", Public.as_view(), name="public")

Check = Callable[..., None]


@pytest.fixture(params=["sync", "async"])
def check(request: pytest.FixtureRequest) -> Check:
    """What checks a table of an API, in one world or the other."""

    def run(table: Any, actors: Any, *urls: Any, **given: Any) -> None:
        exclude = given.pop("exclude", ())
        if not isinstance(table, AccessTable):
            table = AccessTable(table, exclude=exclude)
        with override_settings(ROOT_URLCONF=urls):
            if request.param == "sync":
                table.check(actors, **given)
                return
            with shared_connections():
                asyncio.run(table.acheck(actors, **given))

    return run


@pytest.fixture
def ada() -> User:
    return User.objects.create_user("ada")


@pytest.fixture
def actors(ada: User) -> dict[str, Any]:
    return {"anonymous": None, "customer": ada}


def told(caught: pytest.ExceptionInfo[AccessTableError]) -> str:
    """Return what an error says of the table, without what to do."""
    said = str(caught.value)
    first, _, rest = said.partition("\n")
    assert first.startswith("The access table in tests/access/test_access.py:")
    assert first.endswith(" is not what the API does.")
    rest, _, remedy = rest.partition("\nChange the API or the table. ")
    assert "`pytest --restflow-access` writes the table" in remedy
    assert "restflow.E123: " in remedy
    return rest.strip("\n")


TABLE = """
                    anonymous  customer
    GET   private   401        200
    POST  private   401        201
    GET   public    200        200
"""

# --- What passes ---------------------------------------------------------------------


def test_a_table_that_is_true_passes(check: Check, actors: dict[str, Any]) -> None:
    check(TABLE, actors, PRIVATE, PUBLIC)


def test_a_table_may_name_paths(check: Check, actors: dict[str, Any]) -> None:
    check(TABLE.replace("private", "/private/"), actors, PRIVATE, PUBLIC)


def test_a_table_may_be_a_dict(check: Check, actors: dict[str, Any]) -> None:
    row = {"anonymous": 401, "customer": 200}
    table = {"GET private": row, "POST /private/": {**row, "customer": 201}}
    check(table, actors, PRIVATE)


def test_a_table_may_be_a_file(
    check: Check, actors: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "access.txt"
    file.write_text(TABLE)
    check(file, actors, PRIVATE, PUBLIC)


def test_a_table_may_be_checked_again(check: Check, actors: dict[str, Any]) -> None:
    table = AccessTable(TABLE)
    for _ in range(2):
        check(table, actors, PRIVATE, PUBLIC)


class AccessTests(APITestCase):
    @override_settings(ROOT_URLCONF=(PRIVATE, PUBLIC))
    def test_a_table_may_be_checked_in_a_class(self) -> None:
        ada = User.objects.create_user("ada")
        AccessTable(TABLE).check({"anonymous": None, "customer": ada})


class AsyncAccessTests(AsyncAPITestCase):
    @override_settings(ROOT_URLCONF=(PRIVATE, PUBLIC))
    async def test_a_table_may_be_checked_in_an_asynchronous_class(self) -> None:
        ada = await User.objects.acreate_user("ada")
        await AccessTable(TABLE).acheck({"anonymous": None, "customer": ada})


@pytest.mark.asyncio
async def test_a_table_may_be_checked_in_an_asynchronous_test() -> None:
    actors = {"anonymous": None, "customer": await User.objects.acreate_user("ada")}
    with override_settings(ROOT_URLCONF=(PRIVATE, PUBLIC)):
        await AccessTable(TABLE).acheck(actors)


# --- What fails ----------------------------------------------------------------------


def test_cells_that_are_wrong_are_marked(check: Check, actors: dict[str, Any]) -> None:
    table = TABLE.replace("401        201", "200        201").replace(
        "200        200", "200        403"
    )
    with pytest.raises(AccessTableError) as caught:
        check(table, actors, PRIVATE, PUBLIC)
    assert told(caught) == dedent("""\
                     anonymous     customer
        POST private  200 -> 401 !  201
        GET  public   200           403 -> 200 !

        2 cells are wrong; rows without a wrong cell: 1.""").replace(
        "             anonymous", "              anonymous"
    )
    assert isinstance(caught.value, AssertionError)


def test_a_view_that_opens_to_everybody_is_found(
    check: Check, actors: dict[str, Any]
) -> None:
    with pytest.raises(AccessTableError) as caught:
        check(
            "anonymous  customer\nGET private 401 200",
            actors,
            path("private/", Public.as_view(), name="private"),
        )
    assert "GET private  401 -> 200 !  200" in told(caught)
    assert "1 cell is wrong; rows without a wrong cell: 0." in told(caught)


def test_a_route_that_no_row_names_is_told(
    check: Check, actors: dict[str, Any]
) -> None:
    new = path("new/<int:pk>/", Private.as_view())
    with pytest.raises(AccessTableError) as caught:
        check(TABLE, actors, PRIVATE, PUBLIC, new)
    assert told(caught) == (
        "The table does not name what views offer:\n  GET /new/{pk}/\n  POST /new/{pk}/"
    )


def test_a_method_that_no_row_names_is_told(
    check: Check, actors: dict[str, Any]
) -> None:
    with pytest.raises(AccessTableError) as caught:
        check("anonymous  customer\nGET private 401 200", actors, PRIVATE)
    assert told(caught).splitlines()[1:] == ["  POST /private/"]


def test_an_empty_table_names_nothing(check: Check) -> None:
    with pytest.raises(AccessTableError) as caught:
        check("", {}, PRIVATE, PUBLIC)
    assert told(caught).splitlines()[1:] == [
        "  GET /private/",
        "  POST /private/",
        "  GET /public/",
    ]


def test_a_route_that_there_is_not_is_told_with_a_hint(
    check: Check, actors: dict[str, Any]
) -> None:
    table = TABLE + "    GET  pravate  401  200\n    GET  qqq  200  200\n"
    with pytest.raises(AccessTableError) as caught:
        check(table, actors, PRIVATE, PUBLIC)
    assert told(caught) == (
        "The URLconf has no such route: GET pravate (did you mean private?); GET qqq"
    )


def test_all_that_is_wrong_is_told_at_once(
    check: Check, actors: dict[str, Any]
) -> None:
    table = "anonymous  customer\nGET private 200 200\nGET pravate 200 200"
    with pytest.raises(AccessTableError) as caught:
        check(table, actors, PRIVATE)
    said = told(caught)
    assert "1 cell is wrong" in said
    assert "  POST /private/" in said
    assert "no such route: GET pravate" in said


def test_the_line_is_that_of_the_check(actors: dict[str, Any]) -> None:
    with (
        override_settings(ROOT_URLCONF=(PUBLIC,)),
        pytest.raises(
            AccessTableError, match=r"^The access table in tests/access/test"
        ),
    ):
        AccessTable("").check(actors)


# --- Methods -------------------------------------------------------------------------


def test_a_method_that_is_not_offered_is_not_asked(check: Check, ada: User) -> None:
    view = Public.as_view()
    table = {"GET public": {"a": 200}, "POST public": {"a": None}}
    check(table, {"a": ada}, path("public/", view, name="public"))


@pytest.mark.parametrize(
    ("sign", "expected"), [("-", "-"), ("405", "-"), ("200", "200")]
)
def test_a_method_that_is_offered_is_told(
    check: Check, ada: User, sign: str, expected: str
) -> None:
    with pytest.raises(AccessTableError) as caught:
        check(f"a\nGET private 200\nPOST private {sign}", {"a": ada}, PRIVATE)
    assert f"POST private  {expected} -> 201 !" in told(caught)


def test_a_method_that_is_no_longer_offered_is_told(check: Check, ada: User) -> None:
    with pytest.raises(AccessTableError) as caught:
        check("a\nGET public 200\nPOST public 201", {"a": ada}, PUBLIC)
    assert "POST public  201 -> - !" in told(caught)


def test_a_row_that_is_wrong_for_one_actor_is_right_for_another(
    check: Check, ada: User
) -> None:
    table = {
        "GET public": {"a": 200, "b": 200},
        "POST public": {"a": None, "b": 201},
    }
    with pytest.raises(AccessTableError) as caught:
        check(table, {"a": ada, "b": None}, PUBLIC)
    assert "POST public  -  201 -> - !" in told(caught)


@pytest.mark.parametrize("sign", ["-", "405"])
def test_a_view_may_answer_405_by_itself(check: Check, ada: User, sign: str) -> None:
    given = path("x/", answering(405), name="x")
    check(f"a\nPOST x {sign}", {"a": ada}, given)


def test_head_and_options_may_have_rows(check: Check, ada: User) -> None:
    check("a\nGET public 200\nHEAD public 200\nOPTIONS public 200", {"a": ada}, PUBLIC)


def test_a_plain_function_needs_one_row_whichever(check: Check, ada: User) -> None:
    given = path("x/", plain, name="x")
    check("a\nDELETE x 200", {"a": ada}, given)
    with pytest.raises(AccessTableError) as caught:
        check("", {}, given)
    assert told(caught).splitlines()[1:] == ["  GET /x/"]


@pytest.mark.parametrize("row", ["GET x -", "GET /x/ 405", "PATCH x 405"])
def test_a_plain_function_says_what_it_answers_when_it_refuses(
    check: Check, ada: User, row: str
) -> None:
    view = require_http_methods(["POST", "PUT", "OPTIONS"])(plain)
    given = path("x/", view, name="x")
    check(f"a\n{row}\nPUT x 200\nPOST /x/ 200", {"a": ada}, given)
    check("a\nPUT x 200", {"a": ada}, given)
    check(f"a\n{row}", {"a": ada}, given, exclude="/x/")
    with pytest.raises(AccessTableError) as caught:
        check(f"a\n{row}\nPUT x 200", {"a": ada}, given)
    assert told(caught).splitlines()[1:] == ["  POST /x/"]


# --- Routes --------------------------------------------------------------------------


@pytest.mark.parametrize("exclude", [["/admin/", "/x/"], "/admin/", ("/admin/",)])
def test_routes_may_be_left_out_by_prefix(
    check: Check, ada: User, exclude: Any
) -> None:
    admin = path("admin/", include([path("a/", plain), path("b/<pk>/", plain)]))
    check("a\nGET public 200", {"a": ada}, PUBLIC, admin, exclude=exclude)
    with pytest.raises(AccessTableError):
        check("a\nGET public 200", {"a": ada}, PUBLIC, admin, exclude="/adm/")


def test_what_is_left_out_may_have_a_row(check: Check, ada: User) -> None:
    check("a\nGET private 200", {"a": ada}, PRIVATE, exclude="/")


def test_two_routes_with_the_same_path_are_one(check: Check, ada: User) -> None:
    second = path("public/", Public.as_view(), name="second")
    check("a\nGET public 200", {"a": ada}, PUBLIC, second)


def test_a_route_has_its_namespaces(check: Check, ada: User) -> None:
    inner = path("in/", include(([PUBLIC], "app"), namespace="in"))
    for name in ("in:public", "app:public", "/in/public/"):
        check(f"a\nGET {name} 200", {"a": ada}, inner)


def test_another_urlconf_is_seen(check: Check, ada: User) -> None:
    table = AccessTable("a\nGET x 200")
    check(table, {"a": ada}, path("one/", plain, name="x"))
    check(table, {"a": ada}, path("two/", plain, name="x"))
    with pytest.raises(AccessTableError):
        check(table, {"a": ada}, path("two/", plain, name="y"))


@pytest.mark.urls("school.urls")
def test_the_mark_of_pytest_django_is_seen(ada: User) -> None:
    with pytest.raises(AccessTableError, match="POST /api/teachers/"):
        AccessTable("").check({"a": ada})


# --- Actors --------------------------------------------------------------------------


class Session(APIView):
    """For those who have a session."""

    def get(self, request: Request) -> Response:
        user = request._request.user
        return Response(status=200 if user.is_authenticated else 403)


class DjangosView(LoginRequiredMixin, View):
    """For those who have a session, without Django REST framework."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse()


@api_view(["GET"])
@permission_classes([IsAuthenticated])
def function(request: Request) -> Response:
    return Response()


SESSION = path("session/", Session.as_view(), name="session")


def test_an_actor_may_be_nobody_or_a_user(check: Check, ada: User) -> None:
    who = {"none": None, "anonymous": AnonymousUser(), "user": ada}
    table = "none  anonymous  user\nGET x 401 401 200"
    check(table, who, path("x/", function, name="x"))


@pytest.mark.parametrize("kind", [APIClient, Client])
def test_an_actor_may_be_a_client(kind: type[Client], ada: User) -> None:
    client = kind()
    client.force_login(ada)
    table = AccessTable("a  b\nGET session 200 403\nGET x 200 302")
    urls = (SESSION, path("x/", DjangosView.as_view(), name="x"))
    with override_settings(ROOT_URLCONF=urls):
        table.check({"a": client, "b": None})


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [AsyncAPIClient, AsyncClient])
async def test_an_actor_may_be_an_asynchronous_client(kind: type[AsyncClient]) -> None:
    client = kind()
    await client.aforce_login(await User.objects.acreate_user("ada"))
    table = AccessTable("a  b\nGET session 200 403\nGET x 200 302")
    urls = (SESSION, path("x/", DjangosView.as_view(), name="x"))
    with override_settings(ROOT_URLCONF=urls):
        await table.acheck({"a": client, "b": None})


# Of ada, whose password is secret.
CREDENTIALS = {"HTTP_AUTHORIZATION": "Basic YWRhOnNlY3JldA=="}


def test_an_actor_may_be_that_of_a_story(ada: User) -> None:
    ada.set_password("secret")
    ada.save()
    story = Story()
    who = {
        "user": story.actor("user", Actor, user=ada),
        "token": story.actor("token", Actor, credentials=CREDENTIALS),
        "guest": story.actor("guest", Actor),
    }
    with override_settings(ROOT_URLCONF=(path("x/", function, name="x"),)):
        AccessTable("user  token  guest\nGET x 200 200 401").check(who)
    assert story.steps == []


@pytest.mark.asyncio
async def test_an_actor_may_be_that_of_an_asynchronous_story() -> None:
    ada = await User.objects.acreate_user("ada", password="secret")
    story = AsyncStory()
    who = {
        "user": story.actor("user", AsyncActor, user=ada),
        "token": story.actor("token", AsyncActor, credentials=CREDENTIALS),
        "guest": story.actor("guest", AsyncActor),
    }
    with override_settings(ROOT_URLCONF=(path("x/", function, name="x"),)):
        await AccessTable("user  token  guest\nGET x 200 200 401").acheck(who)


class UserWithAClient(User):
    """A user whose model has a field by this name."""

    client = "a company"

    class Meta:
        proxy = True
        app_label = "auth"


def test_a_user_may_have_an_attribute_named_client(check: Check) -> None:
    who = {"a": UserWithAClient(username="ada")}
    check("a\nGET x 200", who, path("x/", function, name="x"))


WRONG: list[Any] = ["ada", 5, object(), httpx2.Client(), AsyncHTTPClient()]


@pytest.mark.parametrize("who", WRONG, ids=lambda who: type(who).__name__)
def test_what_is_no_actor_is_refused(check: Check, who: Any) -> None:
    told = f"^The actor 'a' is {type(who).__name__}, and has to be a user, None, an act"
    with pytest.raises(TypeError, match=told):
        check("a\nGET public 200", {"a": who}, PUBLIC)


@pytest.mark.parametrize("kind", [AsyncAPIClient, AsyncClient])
def test_an_asynchronous_client_is_refused(kind: type[AsyncClient]) -> None:
    told = (
        f"^The actor 'a' is {kind.__name__}, .* such as APIClient: `check` is for syn"
    )
    with (
        override_settings(ROOT_URLCONF=(PUBLIC,)),
        pytest.raises(TypeError, match=told),
    ):
        AccessTable("a\nGET public 200").check({"a": kind()})


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", [APIClient, Client])
async def test_a_synchronous_client_is_refused(kind: type[Client]) -> None:
    told = (
        f"^The actor 'a' is {kind.__name__}, .* such as AsyncAPIClient: `check` is for"
    )
    with (
        override_settings(ROOT_URLCONF=(PUBLIC,)),
        pytest.raises(TypeError, match=told),
    ):
        await AccessTable("a\nGET public 200").acheck({"a": kind()})


def test_an_actor_without_a_cell_is_refused(check: Check, ada: User) -> None:
    table = {"GET public": {"a": 200}, "POST public": {"b": None}}
    with pytest.raises(ValueError, match="no cell for some actors") as caught:
        check(table, {"a": ada, "b": None}, PUBLIC)
    assert str(caught.value) == (
        "The access table has no cell for some actors: GET public: b; POST public: a"
    )


def test_a_column_without_an_actor_is_refused(check: Check, ada: User) -> None:
    with pytest.raises(ValueError, match="columns") as caught:
        check("a  b  c\nGET public 200 200 200", {"a": ada}, PUBLIC)
    assert str(caught.value) == (
        "The access table has columns for b, c, which `actors` does not have."
    )


# --- Arguments -----------------------------------------------------------------------


def only(**expected: str) -> Callable[..., HttpResponse]:
    """Return a view that finds what is expected, and nothing else."""

    def view(request: HttpRequest, **found: Any) -> HttpResponse:
        right = {name: str(value) for name, value in found.items()} == expected
        return HttpResponse(status=200 if right else 404)

    return view


@pytest.mark.parametrize(
    "arguments",
    [
        {"pk": 5, "slug": "a b"},
        {"x": {"pk": 5, "slug": "a b"}},
        {"/x/{pk}/{slug}/": {"pk": 5, "slug": "a b"}},
        {"/x/<int:pk>/<str:slug>/": {"pk": 5, "slug": "a b"}},
        {"x": {"pk": 5}, "pk": 6, "slug": "a b"},
        {"pk": lambda actor: {"a": 5}[actor], "slug": lambda actor: f"{actor} b"},
        {"x": {"pk": lambda _: 5}, "slug": "a b"},
    ],
)
def test_arguments_are_given_for_a_route_or_for_all(
    check: Check, ada: User, arguments: Any
) -> None:
    view = path("x/<int:pk>/<str:slug>/", only(pk="5", slug="a b"), name="x")
    check("a\nGET x 200", {"a": ada}, view, arguments=arguments)


def test_a_parameter_may_have_the_name_of_a_route(check: Check, ada: User) -> None:
    urls = [
        path("order/<int:order>/", only(order="5"), name="item"),
        path("order/", only(), name="order"),
    ]
    check("a\nGET order 200\nGET item 200", {"a": ada}, *urls, arguments={"order": 5})


def test_arguments_may_be_different_for_each_actor(check: Check, ada: User) -> None:
    view = path("x/<pk>/", only(pk="own"), name="x")
    mine = {"a": "own", "b": "another"}
    check(
        "a  b\nGET x 200 404",
        {"a": ada, "b": None},
        view,
        arguments={"pk": mine.get},
    )


def test_parameters_without_a_value_are_told(check: Check, ada: User) -> None:
    urls = [
        path("x/<int:pk>/<str:slug>/", plain, name="x"),
        path("y/<int:pk>/<str:other>/", plain, name="y"),
    ]
    with pytest.raises(ValueError, match="Parameters") as caught:
        check(
            "a\nGET x 200\nGET y 200",
            {"a": ada},
            *urls,
            arguments={"slug": "a", "y": {"other": 1}},
        )
    assert str(caught.value) == (
        "Parameters of these routes have no value in `arguments`:\n"
        "  GET x: pk\n"
        "  GET y: pk"
    )


@pytest.mark.parametrize("name", ["kp", "y", "/y/{pk}/", "/x/{kp}/"])
def test_arguments_that_nothing_takes_are_refused(
    check: Check, ada: User, name: str
) -> None:
    with pytest.raises(ValueError, match="no route's and no parameter's") as caught:
        check(
            "a\nGET x 200",
            {"a": ada},
            path("x/<int:pk>/", plain, name="x"),
            arguments={"pk": 1, name: {"pk": 1}},
        )
    assert str(caught.value).endswith(f": {name}")


def test_arguments_may_be_for_what_the_table_does_not_ask(
    check: Check, ada: User
) -> None:
    urls = [path("y/<int:key>/", plain, name="y"), PUBLIC]
    arguments = {"key": 1, "y": {"key": 1}, "/y/<int:key>/": {}}
    table = "a\nGET public 200"
    check(table, {"a": ada}, *urls, arguments=arguments, exclude="/y/")


def test_what_makes_an_argument_is_called_once_for_each_request(
    check: Check, ada: User
) -> None:
    calls: list[str] = []

    def make(actor: str) -> int:
        calls.append(actor)
        return 5

    view = path("x/<int:pk>/", plain, name="x")
    check("a  b\nGET x 200 200", {"a": ada, "b": None}, view, arguments={"pk": make})
    assert calls == ["a", "b"]


def test_what_an_argument_writes_is_seen_by_its_request_only(
    check: Check, ada: User
) -> None:
    def make(actor: str) -> int:
        return Product.objects.create(name=actor, price=1).pk

    def view(request: HttpRequest, pk: int) -> HttpResponse:
        (product,) = Product.objects.all()
        return HttpResponse(status=200 if product.pk == pk else 404)

    who = {"a": ada, "b": None}
    urls = path("x/<int:pk>/", view, name="x")
    check("a  b\nGET x 200 200", who, urls, arguments={"pk": make})
    assert not Product.objects.exists()


# --- Data ----------------------------------------------------------------------------


def echo(request: HttpRequest) -> HttpResponse:
    """Answer with the status that the body says."""
    assert request.content_type == "application/json"
    return HttpResponse(status=json.loads(request.body)["status"])


@pytest.mark.parametrize(
    "row", ["POST x", "post x", "POST  /x/{pk}/", "POST /x/<int:pk>/"]
)
@pytest.mark.parametrize("named", ["x", "/x/{pk}/"])
def test_a_row_may_have_data(check: Check, ada: User, row: str, named: str) -> None:
    urls = path("x/<int:pk>/", lambda request, **_: echo(request), name="x")
    check(
        f"a\nPOST {named} 202",
        {"a": ada},
        urls,
        arguments={"pk": 5},
        data={row: {"status": 202}},
    )


def test_data_may_be_different_for_each_actor(check: Check, ada: User) -> None:
    statuses = {"a": 201, "b": 202}
    check(
        "a  b\nPOST x 201 202",
        {"a": ada, "b": None},
        path("x/", echo, name="x"),
        data={"POST x": lambda actor: {"status": statuses[actor]}},
    )


def test_data_of_a_row_that_there_is_not_is_refused(check: Check, ada: User) -> None:
    given = {"POST x": {"status": 201}, "PUT x": {}, "POST z": {}}
    with pytest.raises(ValueError, match="`data` is for rows") as caught:
        check("a\nPOST x 201", {"a": ada}, path("x/", echo, name="x"), data=given)
    assert str(caught.value) == (
        "`data` is for rows that the access table does not have: PUT x; POST z"
    )


def test_data_of_a_row_without_a_route_is_told_with_the_row(
    check: Check, ada: User
) -> None:
    with pytest.raises(AccessTableError, match="no such route: POST y"):
        check("a\nPOST y 201", {"a": ada}, PUBLIC, data={"POST y": {}})


def test_a_file_is_sent_as_a_form(check: Check, ada: User) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        photo: Any = request.FILES["photo"]
        right = request.POST["name"] == "Mug" and photo.read() == b"x"
        return HttpResponse(status=201 if right else 400)

    def body(actor: str) -> dict[str, Any]:
        return {"name": "Mug", "photo": BytesIO(b"x")}

    urls = path("x/", view, name="x")
    check("a  b\nPOST x 201 201", {"a": ada, "b": None}, urls, data={"POST x": body})


def test_files_in_a_list_are_sent_as_a_form(check: Check, ada: User) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        photos = [photo.read() for photo in request.FILES.getlist("photos")]
        return HttpResponse(status=201 if photos == [b"x", b"y"] else 400)

    def body(actor: str) -> dict[str, Any]:
        return {"photos": [BytesIO(b"x"), BytesIO(b"y")]}

    urls = path("x/", view, name="x")
    check("a\nPOST x 201", {"a": ada}, urls, data={"POST x": body})


def test_data_for_what_is_no_row_is_refused(check: Check, ada: User) -> None:
    with pytest.raises(ValueError, match=r"^The row 'x' of the access table does not "):
        check("a\nPOST x 201", {"a": ada}, path("x/", echo, name="x"), data={"x": {}})


# --- Views that raise ----------------------------------------------------------------


def fail(request: HttpRequest) -> HttpResponse:
    raise LookupError("nothing here")


FAIL = path("x/", fail, name="x")


@pytest.mark.parametrize("propagated", [False, True])
def test_what_a_view_raises_is_told_with_its_cell(
    check: Check, ada: User, propagated: bool
) -> None:
    with (
        override_settings(DEBUG_PROPAGATE_EXCEPTIONS=propagated),
        pytest.raises(AccessTableError) as caught,
    ):
        check("a  b\nGET x 200 200", {"a": ada, "b": None}, FAIL)
    said = told(caught)
    assert "GET x  200 -> 500 !  200 -> 500 !" in said
    assert "GET x as a raised LookupError: nothing here" in said
    assert "GET x as b raised LookupError: nothing here" in said


def test_an_error_that_is_expected_is_not_told(check: Check, ada: User) -> None:
    check("a\nGET x 500", {"a": ada}, FAIL)


def test_not_all_errors_are_told(check: Check) -> None:
    names = [f"actor{number}" for number in range(12)]
    table = {"GET x": dict.fromkeys(names, 200)}
    with pytest.raises(AccessTableError) as caught:
        check(table, dict.fromkeys(names), FAIL)
    assert told(caught).count("raised LookupError") == outcome._MOST_ERRORS == 10
    assert told(caught).count("200 -> 500 !") == 12


# --- Nothing is left -----------------------------------------------------------------


def once(request: HttpRequest) -> HttpResponse:
    """Create a product, unless there is one."""
    if Product.objects.exists():
        return HttpResponse(status=409)
    Product.objects.create(name="Mug", price=1)
    mail.send_mail("Mug", "text", None, ["ada@example.com"])
    transaction.on_commit(lambda: ran.append("hook"))
    return HttpResponse(status=201)


ran: list[str] = []


@pytest.mark.parametrize(
    "_mark",
    [
        pytest.param("rolled back", marks=pytest.mark.django_db),
        pytest.param(
            "hooks", marks=[pytest.mark.django_db, pytest.mark.run_commit_hooks]
        ),
        pytest.param("committed", marks=pytest.mark.django_db(transaction=True)),
    ],
)
def test_a_cell_leaves_no_rows_and_runs_no_hooks(check: Check, _mark: str) -> None:
    who = {"a": None, "b": None}
    check("a  b\nPOST x 201 201\nPUT x 201 201", who, path("x/", once, name="x"))
    assert not Product.objects.exists()
    assert ran == []
    # As in any test of Django's, mails are kept until its end.
    assert len(mail.outbox) == 4


@pytest.mark.django_db(databases=["default", "archive"])
def test_a_cell_leaves_no_rows_in_another_database(check: Check) -> None:
    check("a  b\nGET x 200 200", {"a": None, "b": None}, ARCHIVE)
    assert not User.objects.using("archive").exists()


@pytest.mark.django_db(transaction=True, databases=["default", "archive"])
def test_a_cell_commits_no_rows_in_another_database(check: Check) -> None:
    check("a  b\nGET x 200 200", {"a": None, "b": None}, ARCHIVE)
    assert not User.objects.using("archive").exists()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_the_test_does_not_name_stays_forbidden(check: Check) -> None:
    with pytest.raises(AccessTableError, match="archive"):
        check("a\nGET x 200", {"a": None}, ARCHIVE)


def archive(request: HttpRequest) -> HttpResponse:
    if User.objects.using("archive").exists():
        return HttpResponse(status=409)
    User.objects.using("archive").create(username="ada")
    return HttpResponse()


ARCHIVE = path("x/", archive, name="x")


def marked(request: HttpRequest) -> HttpResponse:
    """Set a cookie, unless there is one."""
    response = HttpResponse(status=409 if request.COOKIES else 200)
    response.set_cookie("seen", "yes")
    return response


def test_a_cell_leaves_no_cookies(check: Check) -> None:
    who = {"a": None}
    check("a\nGET x 200\nPOST x 200", who, path("x/", marked, name="x"))


def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = HttpResponse(status=204)
    response.set_cookie("seen", "yes")
    return response


SESSIONS = (SESSION, path("leave/", leave, name="leave"))
LEAVING = AccessTable("a\nPOST leave 204\nGET session 200")


def test_whoever_logs_out_is_logged_in_for_the_next_cell(ada: User) -> None:
    client = APIClient()
    client.force_login(ada)
    before = client.cookies.output()
    with override_settings(ROOT_URLCONF=SESSIONS):
        LEAVING.check({"a": client})
        assert client.get("/session/").status_code == 200
    assert client.cookies.output() == before


@pytest.mark.asyncio
async def test_whoever_logs_out_asynchronously_is_logged_in_for_the_next_cell() -> None:
    client = AsyncAPIClient()
    await client.aforce_login(await User.objects.acreate_user("ada"))
    before = client.cookies.output()
    with override_settings(ROOT_URLCONF=SESSIONS):
        await LEAVING.acheck({"a": client})
        assert (await client.get("/session/")).status_code == 200
    assert client.cookies.output() == before


def test_a_client_raises_again_what_views_raise(ada: User) -> None:
    client = APIClient()
    with override_settings(ROOT_URLCONF=(FAIL,)):
        AccessTable("a\nGET x 500").check({"a": client})
        with pytest.raises(LookupError):
            client.get("/x/")


def durable(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(durable=True):
        Product.objects.create(name="Mug", price=1)
    return HttpResponse()


@pytest.mark.parametrize(
    "_mark",
    [
        pytest.param("rolled back", marks=pytest.mark.django_db),
        pytest.param("committed", marks=pytest.mark.django_db(transaction=True)),
    ],
)
def test_a_view_may_have_a_durable_block(check: Check, _mark: str) -> None:
    check("a\nGET x 200", {"a": None}, path("x/", durable, name="x"))
    assert not Product.objects.exists()


def test_a_view_may_mark_its_transaction_for_rollback(check: Check) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        Product.objects.create(name="Mug", price=1)
        transaction.set_rollback(True)
        return HttpResponse()

    check("a  b\nGET x 200 200", {"a": None, "b": None}, path("x/", view, name="x"))
    Product.objects.create(name="Mug", price=1)


def test_files_of_responses_are_closed(check: Check, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("content")
    opened: list[Any] = []

    def view(request: HttpRequest) -> FileResponse:
        opened.append((tmp_path / "file").open("rb"))
        return FileResponse(opened[-1])

    check("a\nGET x 200", {"a": None}, path("x/", view, name="x"))
    assert [file.closed for file in opened] == [True]


def test_a_stream_without_an_end_is_not_read(check: Check) -> None:
    def chunks() -> Iterator[bytes]:
        while True:
            yield b"x"

    def view(request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(chunks())

    check("a\nGET x 200", {"a": None}, path("x/", view, name="x"))


def test_what_the_test_made_before_is_there_for_all_cells(check: Check) -> None:
    product = Product.objects.create(name="Mug", price=1)

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=200 if Product.objects.get() else 404)

    def remove(request: HttpRequest) -> HttpResponse:
        Product.objects.get().delete()
        return HttpResponse(status=204)

    urls = [path("y/", remove, name="y"), path("x/", view, name="x")]
    check("a  b\nDELETE y 204 204\nGET x 200 200", {"a": None, "b": None}, *urls)
    assert Product.objects.get() == product


# --- Writing -------------------------------------------------------------------------


@pytest.fixture
def written() -> Iterator[list[tuple[str, str]]]:
    """Have tables written, and not checked."""
    yield outcome.write_tables()
    outcome.check_tables()


def test_a_table_is_written_as_it_is_today(
    check: Check, actors: dict[str, Any], written: list[tuple[str, str]]
) -> None:
    table = "anonymous  customer\nDELETE public 200 200\nGET gone 200 200\n"
    table += "GET private 500 500\nTRACE private - -"
    check(table, actors, PRIVATE, PUBLIC)
    ((where, text),) = written
    assert where.startswith("tests/access/test_access.py:")
    assert text == dedent("""\
                          anonymous  customer
        DELETE public     -          -
        GET    private    401        200
        POST   /private/  401        201
        GET    /public/   200        200
        TRACE  private    -          -
    """)
    outcome.check_tables()
    check(text, actors, PRIVATE, PUBLIC)


def test_what_a_plain_function_answers_is_written(
    check: Check, actors: dict[str, Any], written: list[tuple[str, str]]
) -> None:
    given = path("x/", require_http_methods(["POST", "PUT"])(plain))
    check("", actors, given)
    ((_, text),) = written
    assert [line.split() for line in text.splitlines()[1:]] == [
        ["GET", "/x/", "-", "-"],
        ["POST", "/x/", "200", "200"],
        ["PUT", "/x/", "200", "200"],
    ]
    outcome.check_tables()
    check(text, actors, given)


@pytest.mark.usefixtures("written")
def test_a_table_is_written_into_its_file(
    check: Check, actors: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "access.txt"
    for _ in range(2):
        # There is none yet, and then there is one.
        check(file, actors, PUBLIC)
        assert file.read_text() == (
            "             anonymous  customer\nGET /public/  200        200\n".replace(
                "             anon", "              anon"
            )
        )


@pytest.mark.usefixtures("written")
def test_an_actor_who_is_new_gets_a_column(
    check: Check, actors: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "access.txt"
    file.write_text("anonymous\nGET public 200\n")
    check(file, actors, PUBLIC)
    assert file.read_text().splitlines()[0].split() == ["anonymous", "customer"]


def test_a_file_that_there_is_not_is_an_error(check: Check, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="`pytest --restflow-access` writes"):
        check(tmp_path / "access.txt", {}, PUBLIC)


@pytest.mark.usefixtures("written")
def test_values_are_needed_for_what_is_written_as_well(
    check: Check, actors: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"GET /x/\{pk\}/: pk"):
        check("", actors, path("x/<int:pk>/", plain))
