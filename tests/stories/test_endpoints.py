"""Endpoints: from a call to a request, for synchronous and asynchronous actors."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import (
    NoReverseMatch,
    get_script_prefix,
    include,
    path,
    re_path,
    reverse,
    set_script_prefix,
)
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSet

from restflow.test import (
    Actor,
    AsyncActor,
    AsyncStory,
    Endpoint,
    OperationError,
    RequestArgumentError,
    Story,
    UnexpectedStatusError,
)
from restflow.test._schema.operation import Given
from tests.schema.documents import document
from tests.support.urls import MirrorView, View

pytestmark = pytest.mark.urls(__name__)

mirror = MirrorView.as_view()
things: list[Any] = [
    path("things/", mirror, name="list"),
    path("things/<slug:rest>/", mirror, name="detail"),
]


class Routed(ViewSet):
    """What a router makes URLs of."""

    def list(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError

    def retrieve(self, request: HttpRequest, pk: str) -> HttpResponse:
        raise NotImplementedError


router = SimpleRouter()
router.register("routed", Routed, basename="routed")


def status(request: HttpRequest, code: int) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(status=code)


def named(**_: Any) -> View:
    """Return a view of a route with several parameters."""
    return lambda request, **values: mirror(request, rest=repr(sorted(values.items())))


urlpatterns: list[Any] = [
    path("shop/", include((things, "shop"), namespace="shop")),
    path("depot/", include((things, "shop"), namespace="depot")),
    path("outer/", include(([path("", include((things, "in")))], "out"))),
    path("other/", include((things, "kind"), namespace="instance")),
    path("years/", named(), name="year"),
    path("years/<int:year>/", named(), name="year"),
    path("years/<int:year>/<int:month>/", named(), name="year"),
    path("by-pk/<int:pk>/", named(), name="either"),
    path("by-slug/<slug:slug>/", named(), name="either"),
    re_path(r"^x/(?P<rest>.+)/$", mirror, name="below"),
    path("status/<int:code>/", status, name="status"),
    path("", include(router.urls)),
    re_path(r"^(?P<rest>.*)$", mirror, name="rest"),
]

Call = Callable[..., Any]


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Call:
    """What calls an endpoint, in one world or the other, and returns the response."""

    def synchronously(endpoint: Endpoint, /, *args: Any, **options: Any) -> Any:
        kind = type("Somebody", (Actor,), {"thing": endpoint})
        somebody: Any = Story().actor("somebody", kind)
        return somebody.thing(*args, **options)

    async def asynchronously(endpoint: Endpoint, /, *args: Any, **options: Any) -> Any:
        kind = type("Somebody", (AsyncActor,), {"thing": endpoint})
        somebody: Any = AsyncStory().actor("somebody", kind)
        return await somebody.thing(*args, **options)

    def waiting(*args: Any, **options: Any) -> Any:
        return async_to_sync(partial(asynchronously, *args, **options))()

    return synchronously if request.param == "sync" else waiting


Send = Callable[..., dict[str, Any]]


@pytest.fixture
def send(call: Call) -> Send:
    """What calls an endpoint, and returns what has arrived at the view."""

    def sent(endpoint: Endpoint, /, *args: Any, **options: Any) -> dict[str, Any]:
        arrived: dict[str, Any] = call(endpoint, *args, **options).json()
        return arrived

    return sent


# --- Routes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "args", "arrives"),
    [
        ("shop:list", [], "/shop/things/"),
        ("depot:list", [], "/depot/things/"),
        ("shop:detail", ["a-mug"], "/shop/things/a-mug/"),
        ("out:in:detail", ["a-mug"], "/outer/things/a-mug/"),
        ("instance:list", [], "/other/things/"),
        # The name of the application stands for its only instance.
        ("kind:detail", ["a-mug"], "/other/things/a-mug/"),
        ("rest", ["any/where/"], "/any/where/"),
        ("/any/where/", [], "/any/where/"),
        ("/any/{id}/", [5], "/any/5/"),
        ("/any/<id>/", [5], "/any/5/"),
        ("/any/<int:id>/", [5], "/any/5/"),
        ("/any/<int:id>/{name}/", [5, "x"], "/any/5/x/"),
    ],
)
def test_a_route_is_the_name_of_a_url_or_a_path(
    send: Send, route: str, args: list[Any], arrives: str
) -> None:
    assert send(Endpoint("GET", route), *args)["path"] == arrives


def test_parameters_are_given_by_order_or_by_name(send: Send) -> None:
    endpoint = Endpoint("GET", "/a/{first}/{second}/")
    for arrived in (
        send(endpoint, 1, 2),
        send(endpoint, 1, second=2),
        send(endpoint, first=1, second=2),
    ):
        assert arrived["path"] == "/a/1/2/"
        assert arrived["query"] == {}


@pytest.mark.parametrize(
    ("args", "named", "arrives"),
    [
        ([], {}, "[]"),
        ([2026], {}, "[('year', 2026)]"),
        ([], {"year": 2026}, "[('year', 2026)]"),
        ([2026, 7], {}, "[('month', 7), ('year', 2026)]"),
        ([2026], {"month": 7}, "[('month', 7), ('year', 2026)]"),
        ([], {"month": 7, "year": 2026}, "[('month', 7), ('year', 2026)]"),
    ],
)
def test_of_several_routes_of_a_name_the_one_is_taken_that_fits(
    send: Send, args: list[Any], named: dict[str, Any], arrives: str
) -> None:
    assert send(Endpoint("GET", "year"), *args, **named)["rest"] == arrives


def test_of_routes_that_differ_in_a_parameter_the_name_decides(send: Send) -> None:
    endpoint = Endpoint("GET", "either")
    assert send(endpoint, pk=1)["path"] == "/by-pk/1/"
    assert send(endpoint, slug="a")["path"] == "/by-slug/a/"


def test_a_route_of_a_router_is_not_the_one_with_a_format() -> None:
    request = Endpoint("GET", "routed-detail")._request((5,), Given({}))
    assert request.path == "/routed/5/"


@pytest.mark.parametrize(
    "endpoint", [Endpoint("GET", "/x/{rest}/"), Endpoint("GET", "below")]
)
def test_values_of_a_path_are_percent_encoded(send: Send, endpoint: Endpoint) -> None:
    arrived = send(endpoint, "a b?c#d%e/ü")
    assert arrived["path"] == "/x/a b?c#d%e/ü/"
    assert arrived["query"] == {}


@pytest.fixture
def _served_below() -> Iterator[None]:
    before = get_script_prefix()
    with override_settings(FORCE_SCRIPT_NAME="/served/below"):
        set_script_prefix("/served/below/")
        yield
        set_script_prefix(before)


@pytest.mark.usefixtures("_served_below")
def test_a_path_lacks_the_prefix_below_which_the_project_is_served(send: Send) -> None:
    assert reverse("shop:list") == "/served/below/shop/things/"
    # Any other path would lead to the view that takes all of them as `rest`.
    assert send(Endpoint("GET", "shop:list"))["rest"] == ""


@pytest.mark.parametrize("args", [[], [1]])
def test_django_says_that_no_route_has_a_name(call: Call, args: list[int]) -> None:
    with pytest.raises(NoReverseMatch, match="'no-such' not found"):
        call(Endpoint("GET", "no-such"), *args)


@pytest.mark.parametrize("route", ["shop:detail", "/things/{rest}/"])
def test_a_parameter_without_a_value_is_named(call: Call, route: str) -> None:
    needed = f"^thing needs `rest` for its route, {re.escape(route)}.$"
    with pytest.raises(TypeError, match=needed):
        call(Endpoint("GET", route))


@pytest.mark.parametrize("route", ["shop:detail", "/things/{rest}/"])
def test_an_argument_too_many_is_refused(call: Call, route: str) -> None:
    told = "^thing takes 1 argument for its route, and not 2: fields of the data are"
    with pytest.raises(TypeError, match=told):
        call(Endpoint("GET", route), "a", "b")


def test_a_parameter_without_a_value_is_no_request(call: Call) -> None:
    """The value None is a value, which Django refuses where its type does not fit."""
    with pytest.raises(NoReverseMatch):
        call(Endpoint("GET", "status"), None)


# --- Data ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_fields_are_the_body(send: Send, method: str) -> None:
    arrived = send(Endpoint(method, "/x/{id}/", {"a": 1, "b": 2}), 5, b=3, c=[4])
    assert arrived["data"] == {"a": 1, "b": 3, "c": [4]}
    assert arrived["content_type"] == "application/json"
    assert (arrived["method"], arrived["path"]) == (method, "/x/5/")
    assert arrived["query"] == {}


def test_fields_of_get_are_the_query(send: Send) -> None:
    arrived = send(Endpoint("get", "/x/{id}/", {"a": 1, "b": 2}), 5, b="x y", c=[4, 5])
    assert arrived["query"] == {"a": ["1"], "b": ["x y"], "c": ["4", "5"]}
    assert arrived["method"] == "GET"
    assert arrived["data"] == {}


@pytest.mark.parametrize("method", ["HEAD", "TRACE"])
def test_fields_of_methods_without_a_body_are_the_query(method: str) -> None:
    request = Endpoint(method, "/x/", {"a": 1})._request((), Given({"b": 2}))
    assert (request.path, request.body) == ("/x/?a=1&b=2", b"")


def test_head_is_answered_without_a_body(call: Call) -> None:
    response = call(Endpoint("HEAD", "/x/", status=200))
    assert response.content == b""


def test_data_of_a_call_is_all_of_it(send: Send) -> None:
    body = send(Endpoint("POST", "/x/", {"a": 1}), data={"b": 2})
    assert body["data"] == {"b": 2}
    assert send(Endpoint("POST", "/x/", {"a": 1}), data=[1, 2])["data"] == [1, 2]
    query = send(Endpoint("GET", "/x/", {"a": 1}), data={"b": 2})
    assert query["query"] == {"b": ["2"]}
    assert send(Endpoint("GET", "/x/"), data=[("b", 2), ("b", 3)])["query"] == {
        "b": ["2", "3"]
    }


@pytest.mark.parametrize("data", [{}, [], 0, False, ""])
def test_data_that_is_empty_is_sent(send: Send, data: Any) -> None:
    assert send(Endpoint("POST", "/x/", {"a": 1}), data=data)["data"] == data


def test_data_of_a_call_leaves_room_for_the_route(send: Send) -> None:
    arrived = send(Endpoint("PUT", "/x/{id}/"), id=5, data={"b": 2})
    assert (arrived["path"], arrived["data"]) == ("/x/5/", {"b": 2})


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("default", [None, {"a": 1}, [1], lambda: {"a": 1}])
def test_fields_beside_data_that_is_whole_are_refused(
    call: Call, method: str, default: Any
) -> None:
    told = "^thing has no place for `b`, `c`: its data is given as a whole.$"
    with pytest.raises(TypeError, match=told):
        call(Endpoint(method, "/x/", default), data={"a": 1}, b=2, c=3)


@pytest.mark.parametrize("default", [[1], lambda: [1], lambda: {"a": 1}])
def test_fields_beside_defaults_that_are_no_mapping_are_refused(
    call: Call, default: Any
) -> None:
    with pytest.raises(TypeError, match=r"^thing has no place for `b`: "):
        call(Endpoint("POST", "/x/", default), b=2)


def test_a_default_may_be_the_value_of_a_parameter(send: Send) -> None:
    endpoint = Endpoint("PUT", "/x/{id}/", {"id": 5, "a": 1})
    for args, named, at in (([], {}, 5), ([6], {}, 6), ([], {"id": 7}, 7)):
        arrived = send(endpoint, *args, **named)
        assert (arrived["path"], arrived["data"]) == (f"/x/{at}/", {"a": 1})


def test_a_field_may_have_the_name_of_a_parameter(send: Send) -> None:
    arrived = send(Endpoint("PUT", "/x/{id}/"), 5, id=6)
    assert (arrived["path"], arrived["data"]) == ("/x/5/", {"id": 6})


@pytest.mark.parametrize(
    "name", ["actor", "self", "endpoint", "args", "request", "client"]
)
def test_a_field_may_have_any_other_name(send: Send, name: str) -> None:
    assert send(Endpoint("POST", "/x/"), **{name: 1})["data"] == {name: 1}


def test_without_data_there_is_no_body(send: Send) -> None:
    arrived = send(Endpoint("POST", "/x/"))
    assert arrived["data"] == {}
    assert arrived["headers"].get("content-length", "0") in {"", "0"}


# --- Defaults that can be called -----------------------------------------------------


def test_a_default_that_can_be_called_is_called_for_each_request(send: Send) -> None:
    numbers = count(1)
    endpoint = Endpoint("POST", "/x/", {"n": lambda: next(numbers), "m": 0})
    assert [send(endpoint)["data"]["n"] for _ in range(3)] == [1, 2, 3]


def test_a_default_that_is_overridden_is_not_called(send: Send) -> None:
    numbers = count(1)
    endpoint = Endpoint("POST", "/x/", {"n": lambda: next(numbers)})
    assert send(endpoint, n=0)["data"] == {"n": 0}
    assert send(endpoint, data={"n": -1})["data"] == {"n": -1}
    assert send(endpoint)["data"] == {"n": 1}


def test_data_that_can_be_called_is_called_for_each_request(send: Send) -> None:
    numbers = count(1)
    endpoint = Endpoint("POST", "/x/", lambda: [next(numbers)])
    assert [send(endpoint)["data"] for _ in range(2)] == [[1], [2]]


def test_what_makes_the_value_of_a_parameter_is_called(send: Send) -> None:
    assert send(Endpoint("GET", "/x/{id}/", {"id": lambda: 5}))["path"] == "/x/5/"


@pytest.mark.django_db
async def test_a_default_may_query_in_an_asynchronous_story() -> None:
    class Somebody(AsyncActor):
        create = Endpoint("POST", "/x/", {"n": User.objects.count})

    somebody = AsyncStory().actor("somebody", Somebody)
    await User.objects.acreate_user("ada")
    response: Any = await somebody.create()
    assert response.json()["data"] == {"n": 1}


def test_what_a_default_raises_is_raised(call: Call) -> None:
    def fail() -> int:
        raise LookupError("of the default")

    with pytest.raises(LookupError, match="of the default"):
        call(Endpoint("POST", "/x/", {"n": fail}))


# --- Formats, files, bodies of another kind ------------------------------------------


def test_files_are_sent_as_a_form(send: Send) -> None:
    file = BytesIO(b"of the file")
    file.name = "mug.png"
    endpoint = Endpoint("POST", "/x/", {"name": "Mug"}, format="multipart")
    for _ in range(2):
        arrived = send(endpoint, photo=file)
        assert arrived["content_type"].startswith("multipart/form-data; boundary=")
        assert arrived["data"] == {"name": ["Mug"]}
        assert arrived["files"] == {"photo": [["mug.png", "image/png", "of the file"]]}


def test_a_call_may_have_another_format(send: Send) -> None:
    arrived = send(Endpoint("POST", "/x/", {"a": 1}), format="multipart")
    assert arrived["data"] == {"a": ["1"]}


def test_a_file_in_json_is_refused(call: Call) -> None:
    with pytest.raises(RequestArgumentError, match="`photo` is a file"):
        call(Endpoint("POST", "/x/"), photo=BytesIO(b"x"))


@pytest.mark.parametrize("body", [b"a;b\n", "a;b\n"])
@pytest.mark.parametrize("name", ["Content-Type", "content-type"])
def test_a_body_that_is_encoded_already_has_its_type_in_a_header(
    send: Send, name: str, body: Any
) -> None:
    by_default = Endpoint("POST", "/x/", body, headers={name: "text/csv"})
    by_call = Endpoint("POST", "/x/", headers={"Content-Type": "text/plain"})
    for arrived in (
        send(by_default),
        send(by_call, data=body, headers={name: "text/csv"}),
    ):
        assert (arrived["data"], arrived["content_type"]) == ("a;b\n", "text/csv")


def test_json_of_another_type_is_encoded(send: Send) -> None:
    headers = {"Content-Type": "application/merge-patch+json"}
    arrived = send(Endpoint("PATCH", "/x/", {"a": 1}, headers=headers))
    # No parser of the view knows this type, except for the one that takes anything.
    assert arrived["data"] == '{"a": 1}'
    assert arrived["content_type"] == "application/merge-patch+json"


def test_bytes_without_a_type_are_refused(call: Call) -> None:
    with pytest.raises(RequestArgumentError, match="Bytes would be encoded as JSON"):
        call(Endpoint("POST", "/x/"), data=b"{}")


def test_two_types_are_refused(call: Call) -> None:
    endpoint = Endpoint("POST", "/x/", format="json")
    with pytest.raises(RequestArgumentError, match="both `format` and a content type"):
        call(endpoint, data=b"{}", headers={"Content-Type": "text/csv"})


# --- Headers, and the query ----------------------------------------------------------


def test_headers_of_a_call_come_to_those_of_the_endpoint(send: Send) -> None:
    endpoint = Endpoint("GET", "/x/", headers={"X-One": "1", "X-Two": "2"})
    arrived = send(endpoint, headers={"x-two": "two", "X-Three": "3"})["headers"]
    found = {name: arrived[name] for name in ("x-one", "x-two", "x-three")}
    assert found == {"x-one": "1", "x-two": "two", "x-three": "3"}


def test_headers_of_a_call_are_only_the_calls(send: Send) -> None:
    endpoint = Endpoint("GET", "/x/")
    send(endpoint, headers={"X-One": "1"})
    assert "x-one" not in send(endpoint)["headers"]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_call_may_have_another_query(send: Send, method: str) -> None:
    endpoint = Endpoint(method, "/x/", query_params={"a": [1, 2]})
    assert send(endpoint)["query"] == {"a": ["1", "2"]}
    assert send(endpoint, query_params={"b": "x y"})["query"] == {"b": ["x y"]}
    assert send(endpoint, query_params=[("b", 1), ("b", 2)])["query"] == {
        "b": ["1", "2"]
    }
    assert send(endpoint, query_params={})["query"] == {}


def test_a_query_and_a_body_go_together(send: Send) -> None:
    arrived = send(Endpoint("POST", "/x/", query_params={"a": 1}), b=2)
    assert (arrived["query"], arrived["data"]) == ({"a": ["1"]}, {"b": 2})


def test_fields_of_get_come_to_the_query(send: Send) -> None:
    endpoint = Endpoint("GET", "/x/", {"c": 3}, query_params={"a": 1, "b": 2})
    assert send(endpoint, b=0)["query"] == {"a": ["1"], "b": ["0"], "c": ["3"]}


def test_a_path_may_have_a_query_of_its_own(send: Send) -> None:
    endpoint = Endpoint("GET", "/x/?q={q}")
    assert send(endpoint, "a&b", c=1)["query"] == {"q": ["a&b"], "c": ["1"]}


# --- Statuses ------------------------------------------------------------------------


@pytest.mark.parametrize("code", [200, 204, 302, 399])
def test_any_success_is_expected_unless_a_status_is_given(
    call: Call, code: int
) -> None:
    assert call(Endpoint("GET", "status"), code).status_code == code


@pytest.mark.parametrize("code", [400, 404, 500, 599])
def test_what_is_no_success_fails(call: Call, code: int) -> None:
    with pytest.raises(UnexpectedStatusError, match=rf"with {code}.*not with a succ"):
        call(Endpoint("GET", "status"), code)


def test_a_status_is_the_only_one(call: Call) -> None:
    endpoint = Endpoint("GET", "status", status=201)
    assert call(endpoint, 201).status_code == 201
    told = "^somebody: thing was answered with 200 OK, and not with 201 Created, in "
    with pytest.raises(UnexpectedStatusError, match=told):
        call(endpoint, 200)


def test_a_call_may_expect_another_status(call: Call) -> None:
    endpoint = Endpoint("GET", "status", status=201)
    assert call(endpoint, 404, status=404).status_code == 404
    with pytest.raises(UnexpectedStatusError, match="201 Created, and not with 404"):
        call(endpoint, 201, status=404)


def test_a_status_that_is_none_is_shown_by_its_number(call: Call) -> None:
    with pytest.raises(UnexpectedStatusError, match="with 599, and not with 299, in "):
        call(Endpoint("GET", "status", status=299), 599)


def test_an_unexpected_status_names_the_line_and_what_to_do(call: Call) -> None:
    with pytest.raises(UnexpectedStatusError) as caught:
        call(Endpoint("GET", "status"), 404)
    problem, remedy, link = str(caught.value).splitlines()
    assert f"in {Path(__file__).relative_to(Path.cwd())}:" in problem
    assert remedy == "If this is right, expect it: `status=404`."
    assert link.startswith("restflow.E122: ")
    assert isinstance(caught.value, AssertionError)


@pytest.mark.parametrize("given", ["shipped", "201"])
def test_a_field_named_status_is_not_taken_for_the_status(
    call: Call, given: Any
) -> None:
    told = f"^thing: `status` is the status that you expect, and can't be {given!r}. "
    with pytest.raises(TypeError, match=told):
        call(Endpoint("POST", "/x/"), status=given)


# --- OpenAPI -------------------------------------------------------------------------

DOCUMENT = document(
    {
        "/x/{thing-id}/{part}/": {
            "put": {
                "operationId": "change",
                "parameters": [
                    {"name": "part", "in": "path", "required": True},
                    {"name": "thing-id", "in": "path", "required": True},
                    {"name": "page", "in": "query"},
                    {"name": "X-Trace", "in": "header"},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"properties": {"a": {}, "b": {}}}
                        },
                        "multipart/form-data": {
                            "schema": {"properties": {"a": {}, "b": {}}}
                        },
                    }
                },
                "responses": {"200": {}},
            }
        }
    }
)


def test_a_schema_says_where_keywords_belong(send: Send) -> None:
    endpoint = Endpoint.from_schema("change", DOCUMENT, data={"a": 1})
    arrived = send(endpoint, 5, "cover", b=2, page=3, x_trace="t")
    assert (arrived["method"], arrived["path"]) == ("PUT", "/x/5/cover/")
    assert arrived["data"] == {"a": 1, "b": 2}
    assert arrived["query"] == {"page": ["3"]}
    assert arrived["headers"]["x-trace"] == "t"
    assert send(endpoint, part="cover", thing_id=6)["path"] == "/x/6/cover/"


def test_an_operation_takes_what_other_endpoints_take(send: Send) -> None:
    numbers = count(1)
    endpoint = Endpoint.from_schema(
        "change",
        DOCUMENT,
        data={"a": lambda: next(numbers)},
        format="multipart",
        headers={"X-One": "1"},
        query_params={"q": 1},
    )
    for number in (1, 2):
        arrived = send(endpoint, 5, "cover")
        assert arrived["data"] == {"a": [str(number)]}
        assert arrived["headers"]["x-one"] == "1"
        assert arrived["query"] == {"q": ["1"]}
    arrived = send(
        endpoint,
        5,
        "cover",
        data={"b": 1},
        format="json",
        headers={"x-one": "one"},
        query_params={},
    )
    assert arrived["data"] == {"b": 1}
    assert arrived["headers"]["x-one"] == "one"
    assert arrived["query"] == {}


def test_an_operation_expects_a_status(call: Call) -> None:
    endpoint = Endpoint.from_schema("change", DOCUMENT, status=204)
    with pytest.raises(UnexpectedStatusError, match="200 OK, and not with 204"):
        call(endpoint, 5, "cover")


@pytest.mark.parametrize(
    ("args", "named", "told"),
    [
        ((5, "x"), {"aa": 1}, "no writable field `aa`"),
        ((5,), {}, "`part` of the path is missing"),
        ((5, "x"), {"data": {"a": 1}, "a": 1}, "no writable field `a`"),
    ],
)
def test_a_keyword_that_does_not_fit_the_schema_is_an_error(
    call: Call, args: Any, named: Any, told: str
) -> None:
    with pytest.raises(OperationError, match=told):
        call(Endpoint.from_schema("change", DOCUMENT), *args, **named)


def test_an_argument_too_many_for_an_operation_is_refused(call: Call) -> None:
    with pytest.raises(TypeError, match=r"^thing takes 2 arguments for its route"):
        call(Endpoint.from_schema("change", DOCUMENT), 5, "x", "y")


def test_an_operation_that_the_schema_lacks_is_an_error(call: Call) -> None:
    with pytest.raises(OperationError, match=r"no operation .chnage.*`change`"):
        call(Endpoint.from_schema("chnage", DOCUMENT))


def test_a_schema_may_be_a_file(send: Send, tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(DOCUMENT))
    assert send(Endpoint.from_schema("change", file), 5, "x")["path"] == "/x/5/x/"


@pytest.mark.django_db
def test_without_a_schema_it_is_that_of_the_urls_of_the_moment() -> None:
    class Teacher(Actor):
        first = Endpoint.from_schema("students_list", status=200)

    user = User.objects.create_user("grace")
    with override_settings(ROOT_URLCONF="school.urls"):
        assert Story().actor("a", Teacher, user=user).first().json() == []
    with (
        override_settings(ROOT_URLCONF="project.urls"),
        pytest.raises(OperationError, match="no operation 'students_list'"),
    ):
        Story().actor("a", Teacher, user=user).first()


# --- Names ---------------------------------------------------------------------------


def test_an_endpoint_is_called_as_its_attribute_or_as_what_it_asks() -> None:
    class Somebody(Actor):
        thing = Endpoint("get", "list")

    assert str(Somebody.thing) == Somebody.thing.name == "thing"
    assert str(Endpoint("get", "list")) == "GET list"


def test_an_endpoint_may_belong_to_several_classes() -> None:
    class Base(Actor):
        thing = Endpoint("GET", "/x/", status=200)

    class Derived(Base):
        pass

    story = Story()
    for number, kind in enumerate((Base, Derived)):
        assert story.actor(str(number), kind).thing().status_code == 200


async def test_the_same_endpoint_may_be_called_at_the_same_time() -> None:
    class Somebody(AsyncActor):
        thing = Endpoint("POST", "/x/{id}/", {"a": 1})

    story = AsyncStory()
    one, two = (story.actor(name, Somebody) for name in ("one", "two"))
    responses: Any = await asyncio.gather(one.thing(1, b=1), two.thing(2, b=2))
    assert [response.json()["path"] for response in responses] == ["/x/1/", "/x/2/"]
    assert [response.json()["data"]["b"] for response in responses] == [1, 2]
