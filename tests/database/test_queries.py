"""What a request asks of the database, which line asks, and what grows with rows."""

from __future__ import annotations

import asyncio
import importlib.util
import sysconfig
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import Context, Template, engines
from django.template.response import SimpleTemplateResponse
from django.test import override_settings
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import restflow.test
from restflow.test import (
    AsyncAPIClient,
    GrowingQueriesError,
    Query,
    assert_constant_queries,
)
from restflow.test._database.lines import is_users
from restflow.test._database.queries import listening, noted
from restflow.test._database.sharing import shared_connections
from tests.support.urls import Serve

# Django passes what a view need not look at.
# ruff: noqa: ARG001, ARG002

pytestmark = pytest.mark.django_db

FILE = "tests/database/test_queries.py"
HERE = "tests.database.test_queries."
SOURCE = Path(__file__).read_text(encoding="utf-8").splitlines()


def marked(mark: str) -> str:
    """Return the line that ends with this mark, as queries name it."""
    (number,) = [n for n, line in enumerate(SOURCE, 1) if line.endswith(f"# -> {mark}")]
    return f"{FILE}:{number}"


@pytest.fixture
def client() -> AsyncAPIClient:
    return AsyncAPIClient()


async def queries_of(client: AsyncAPIClient, path: str = "/") -> list[Query]:
    return (await client.get(path)).queries  # -> the test's own


# --- Views ---------------------------------------------------------------------------


def count() -> int:
    return User.objects.count()  # -> a function


def synchronous(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(User.objects.count()))  # -> synchronous


async def asynchronous(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(await User.objects.acount()))  # -> asynchronous


async def iterating(request: HttpRequest) -> HttpResponse:
    names = [user.username async for user in User.objects.all()]  # -> iterating
    return HttpResponse(names)


async def nested(request: HttpRequest) -> HttpResponse:
    async def inner() -> int:
        return await User.objects.acount()  # -> nested

    return HttpResponse(await inner())


async def gathering(request: HttpRequest) -> HttpResponse:
    await asyncio.gather(User.objects.acount(), asyncio.sleep(0))  # -> gathering
    return HttpResponse()


async def task_group(request: HttpRequest) -> HttpResponse:
    async def ask() -> None:
        await User.objects.acount()  # -> task group

    async with asyncio.TaskGroup() as group:
        group.create_task(ask())
    return HttpResponse()


async def to_thread(request: HttpRequest) -> HttpResponse:
    return HttpResponse(await asyncio.to_thread(count))


async def to_asgirefs_thread(request: HttpRequest) -> HttpResponse:
    return HttpResponse(await sync_to_async(count)())


async def straight_to_thread(request: HttpRequest) -> HttpResponse:
    users = User.objects.all()
    return HttpResponse(await asyncio.to_thread(users.count))  # -> straight


def template(request: HttpRequest) -> HttpResponse:
    page = Template("{% for user in users %}{{ user }}{% endfor %}")
    return HttpResponse(page.render(Context({"users": User.objects.all()})))  # -> page


def rendered_later(request: HttpRequest) -> HttpResponse:
    page: Any = engines["django"].from_string(
        "{% for user in users %}{{ user }}{% endfor %}"
    )
    return SimpleTemplateResponse(page, {"users": User.objects.all()})


class UserSerializer(serializers.ModelSerializer[User]):
    groups = serializers.SerializerMethodField()

    class Meta:  # pyright: ignore[reportIncompatibleVariableOverride]
        model = User
        fields = ("username", "groups")

    def get_groups(self, user: User) -> list[str]:
        return [group.name for group in user.groups.all()]  # -> serializer


class SerializedView(APIView):
    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request, rest: str = "") -> Response:
        users = User.objects.order_by("pk")
        return Response(UserSerializer(users, many=True).data)  # -> view


class PrefetchedView(SerializedView):
    def get(self, request: Request, rest: str = "") -> Response:
        with transaction.atomic():
            users = User.objects.prefetch_related("groups").order_by("pk")
            return Response(UserSerializer(users, many=True).data)


async def growing(request: HttpRequest) -> HttpResponse:
    names: list[str] = []
    async for user in User.objects.order_by("pk"):
        names += [group.name async for group in user.groups.all()]  # -> growing
    return HttpResponse(names)


def middleware(get_response: Callable[[HttpRequest], Any]) -> Any:
    def handle(request: HttpRequest) -> Any:
        User.objects.count()  # -> middleware
        return get_response(request)

    return handle


# --- The line ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("view", "mark"),
    [
        (synchronous, "synchronous"),
        (asynchronous, "asynchronous"),
        (iterating, "iterating"),
        (nested, "nested"),
        (task_group, "task group"),
        (gathering, "gathering"),
        (to_thread, "a function"),
        (to_asgirefs_thread, "a function"),
        (straight_to_thread, "straight"),
        (template, "page"),
        # Rendered by Django's handler, when the view has returned.
        (rendered_later, "the test's own"),
    ],
)
async def test_a_query_names_the_line_that_asked(
    client: AsyncAPIClient, serve: Serve, view: Any, mark: str
) -> None:
    serve(view)
    (query,) = await queries_of(client)
    assert query.where == marked(mark)
    assert "auth_user" in query.sql


async def test_a_middleware_is_named(client: AsyncAPIClient, serve: Serve) -> None:
    serve(asynchronous)
    with override_settings(MIDDLEWARE=[HERE + "middleware"]):
        first, second = await queries_of(client)
    assert first.where == marked("middleware")
    assert second.where == marked("asynchronous")


async def test_gathering_behind_a_middleware_is_named(
    client: AsyncAPIClient, serve: Serve
) -> None:
    serve(gathering)
    with override_settings(MIDDLEWARE=[HERE + "middleware"]):
        _, gathered = await queries_of(client)
    assert gathered.where == marked("gathering")


async def test_a_serializer_is_named(client: AsyncAPIClient, serve: Serve) -> None:
    await User.objects.acreate(username="ada")
    serve(SerializedView.as_view())
    users, groups = await queries_of(client)
    assert users.where == marked("view")
    assert groups.where == marked("serializer")


@pytest.mark.parametrize("directory", ["site-packages", ".venv/lib/site-packages"])
async def test_a_library_within_the_project_is_not_the_users_code(
    client: AsyncAPIClient, serve: Serve, tmp_path: Path, directory: str
) -> None:
    file = tmp_path / directory / "of_others.py"
    file.parent.mkdir(parents=True)
    file.write_text("def ask(query):\n    return query()\n")
    library = module_of(file)

    async def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        return HttpResponse(
            await sync_to_async(lambda: library.ask(User.objects.count))()  # -> library
        )

    serve(view)
    (query,) = await queries_of(client)
    assert query.where == marked("library")


def module_of(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "file",
    [
        restflow.test.__file__,
        pytest.__file__,
        asyncio.__file__,
        f"{sysconfig.get_path('purelib')}/anything.py",
        "/home/ada/shop/venv/lib/python3.13/site-packages/any/thing.py",
        "<frozen importlib._bootstrap>",
        "<string>",
    ],
)
def test_what_is_not_the_users_own(file: str) -> None:
    assert not is_users(file)


@pytest.mark.parametrize(
    "file",
    [
        __file__,
        "/home/ada/shop/views.py",
        "/home/ada/restflow/tests.py",
        "/home/ada/old-site-packages/tests.py",
    ],
)
def test_what_is_the_users_own(file: str) -> None:
    assert is_users(file)


# --- What is noted -------------------------------------------------------------------


async def test_a_query_has_its_statement_its_parameters_its_time_and_its_database(
    client: AsyncAPIClient, serve: Serve
) -> None:
    async def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        return HttpResponse(await User.objects.filter(username="ada").aexists())

    serve(view)
    (query,) = await queries_of(client)
    assert query.sql.startswith("SELECT %s")
    assert "ada" in query.params
    assert 0 < query.time < 1
    assert query.using == "default"
    assert str(query) == f"{query.sql}\n    in {query.where}"


def test_a_query_that_no_line_asked_for_says_nothing_of_it() -> None:
    assert str(Query("SELECT 1", (), 0.1, "", "default")) == "SELECT 1"


async def test_what_fails_is_noted(client: AsyncAPIClient, serve: Serve) -> None:
    def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute("SELECT nothing FROM nowhere")
        return HttpResponse()

    serve(view)
    begin, failed, back, end = [query.sql for query in await queries_of(client)]
    assert begin.startswith("SAVEPOINT")
    assert failed == "SELECT nothing FROM nowhere"
    assert back.startswith("ROLLBACK TO SAVEPOINT")
    assert end.startswith("RELEASE SAVEPOINT")


async def test_many_executions_are_one_query(
    client: AsyncAPIClient, serve: Serve
) -> None:
    def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        names = [("one",), ("two",)]
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO auth_group (name) VALUES (%s)", names)
        return HttpResponse()

    serve(view)
    (query,) = await queries_of(client)
    assert query.params == [("one",), ("two",)]
    assert await Group.objects.acount() == 2


@pytest.mark.django_db(databases=["default", "archive"])
async def test_a_query_names_its_database(client: AsyncAPIClient, serve: Serve) -> None:
    def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        for alias in ("archive", "default"):
            connections[alias].cursor().execute("SELECT 1")
        return HttpResponse()

    serve(view)
    assert [query.using for query in await queries_of(client)] == ["archive", "default"]


async def test_requests_at_once_do_not_share_queries(
    client: AsyncAPIClient, serve: Serve
) -> None:
    barrier = asyncio.Barrier(5)

    async def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        await barrier.wait()
        for _ in range(int(rest)):
            await User.objects.filter(username=rest).aexists()
            await asyncio.to_thread(User.objects.filter(username=rest).exists)
        return HttpResponse()

    serve(view)
    found = await asyncio.gather(*(queries_of(client, f"/{n}") for n in range(1, 6)))
    for number, queries in enumerate(found, start=1):
        assert len(queries) == 2 * number
        assert all(str(number) in query.params for query in queries)


async def test_nothing_is_noted_outside_of_requests(
    client: AsyncAPIClient, serve: Serve
) -> None:
    serve(asynchronous)
    queries = await queries_of(client)
    await User.objects.acount()
    await sync_to_async(count)()
    assert len(queries) == 1
    assert noted.get() == ()


async def test_a_redirect_that_is_followed_has_queries_of_its_own(
    client: AsyncAPIClient, serve: Serve
) -> None:
    async def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        await User.objects.filter(username=rest or "first").aexists()
        return HttpResponse(**({} if rest else {"status": 302, "headers": LOCATION}))

    serve(view)
    response = await client.get("/", follow=True)
    (query,) = response.queries
    assert "second" in query.params


LOCATION = {"Location": "/second"}


# --- Streams -------------------------------------------------------------------------


async def streaming(request: HttpRequest, rest: str = "") -> StreamingHttpResponse:
    await User.objects.acount()

    async def content() -> AsyncIterator[str]:
        async for user in User.objects.order_by("pk"):
            yield user.username
            await Group.objects.acount()  # -> stream

    return StreamingHttpResponse(content())


async def test_what_a_stream_asks_is_among_the_queries_when_it_is_read(
    client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streaming)
    response = await client.get("/")
    assert len(response.queries) == 1
    # What the test asks meanwhile is its own.
    await User.objects.acount()
    assert [chunk async for chunk in response.streaming_content] == []
    assert len(response.queries) == 2


async def test_a_stream_that_is_read_as_it_is_written_has_its_queries(
    client: AsyncAPIClient, serve: Serve
) -> None:
    await User.objects.acreate(username="ada")
    serve(streaming)
    async with client.stream("GET", "/") as response:
        assert "auth_user" in response.queries[0].sql
        # What the test asks meanwhile is its own.
        await User.objects.acount()
        assert await response.read() == b"ada"
        await User.objects.acount()
    _, users, groups = response.queries
    assert "auth_user" in users.sql
    assert groups.where == marked("stream")
    assert noted.get() == ()


# --- Queries that grow ---------------------------------------------------------------


def add_users(number: int) -> None:
    """Add users with a group each."""
    for _ in range(number):
        name = f"user {User.objects.count()}"
        User.objects.create(username=name).groups.add(Group.objects.create(name=name))


async def aadd_users(number: int) -> None:
    await sync_to_async(add_users)(number)


@pytest.mark.parametrize("add", [add_users, aadd_users, partial(aadd_users)])
@pytest.mark.parametrize(
    ("view", "mark"), [(growing, "growing"), (SerializedView.as_view(), "serializer")]
)
async def test_queries_that_grow_are_told_with_their_number_and_line(
    client: AsyncAPIClient, serve: Serve, view: Any, mark: str, add: Any
) -> None:
    serve(view)
    with pytest.raises(GrowingQueriesError) as caught:
        await assert_constant_queries(lambda: client.get("/"), add)
    lines = str(caught.value).splitlines()
    assert lines[0] == "The call made 5 queries with 4 rows, and 9 with 8:"
    assert lines[1].startswith('  8 times: SELECT "auth_group"')
    assert lines[2] == f"    in {marked(mark)}"
    assert lines[3].startswith("Fetch what belongs to the rows with them")
    assert lines[4].startswith("restflow.E114: https://")
    assert len(lines) == 5


async def test_a_constant_number_passes(client: AsyncAPIClient, serve: Serve) -> None:
    serve(PrefetchedView.as_view())
    await assert_constant_queries(lambda: client.get("/"), add_users)
    assert await User.objects.acount() == 8


async def test_the_number_of_rows_can_be_chosen() -> None:
    added: list[int] = []

    async def call() -> None:
        """Ask nothing."""

    await assert_constant_queries(call, added.append, rows=5)
    assert added == [5, 5, 10]


async def test_statements_that_do_not_grow_are_not_told(
    client: AsyncAPIClient, serve: Serve
) -> None:
    # Savepoints have another name each time, and the prefetching other placeholders.
    class Growing(PrefetchedView):
        def get(self, request: Request, rest: str = "") -> Response:
            for user in User.objects.all():
                user.groups.exists()
            return super().get(request)

    serve(Growing.as_view())
    with pytest.raises(GrowingQueriesError) as caught:
        await assert_constant_queries(lambda: client.get("/"), add_users)
    told = str(caught.value)
    assert told.count(" times: ") == 1
    assert "LIMIT 1" in told


async def test_a_cache_that_the_first_call_fills_does_not_hide_growth(
    client: AsyncAPIClient, serve: Serve
) -> None:
    known: set[int] = set()
    settled: list[bool] = []

    async def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        if not settled:
            # More than the rows will ever need.
            for _ in range(50):
                await Group.objects.acount()
            settled.append(True)
        async for user in User.objects.all():
            if user.pk not in known:
                known.add(user.pk)
                await user.groups.acount()
        return HttpResponse()

    serve(view)
    with pytest.raises(GrowingQueriesError, match="3 queries with 4 rows, and 5 with"):
        await assert_constant_queries(lambda: client.get("/"), add_users)


async def test_a_cached_response_is_not_mistaken_for_fewer_queries(
    client: AsyncAPIClient, serve: Serve
) -> None:
    async def view(request: HttpRequest, rest: str = "") -> HttpResponse:
        if (names := await cache.aget("names")) is None:
            names = [user.username async for user in User.objects.all()]
            await cache.aset("names", names)
        return HttpResponse(names)

    def add_and_invalidate(number: int) -> None:
        add_users(number)
        cache.delete("names")

    serve(view)
    await assert_constant_queries(lambda: client.get("/"), add_and_invalidate)


async def test_a_call_that_asks_less_passes() -> None:
    left = iter([3, 2, 1])

    async def call() -> None:
        for _ in range(next(left)):
            await User.objects.acount()

    await assert_constant_queries(call, lambda _number: None)
    assert next(left, None) is None


@pytest.mark.django_db(databases=["default", "archive"])
@pytest.mark.parametrize(("using", "fails"), [("default", False), ("archive", True)])
async def test_only_the_queries_of_one_database_are_compared(
    using: str, fails: bool
) -> None:
    rows = 0

    def add(number: int) -> None:
        nonlocal rows
        rows += number

    def ask() -> None:
        for _ in range(rows):
            connections["archive"].cursor().execute("SELECT 1")

    def compare() -> Awaitable[None]:
        return assert_constant_queries(sync_to_async(ask), add, using=using)

    if not fails:
        await compare()
        return
    with pytest.raises(GrowingQueriesError, match="4 queries with 4 rows, and 8 with"):
        await compare()


async def test_what_the_call_raises_is_raised() -> None:
    async def fail() -> None:
        raise LookupError("of the call")

    with pytest.raises(LookupError, match="of the call"):
        await assert_constant_queries(fail, add_users)
    assert noted.get() == ()


@pytest.mark.parametrize("number", [1, 25])
async def test_no_more_than_ten_statements_are_told(number: int) -> None:
    asked: Iterator[int] = iter([0, 0, number])

    def ask() -> None:
        for n in range(next(asked)):
            connection.cursor().execute(f"SELECT {n}")

    with pytest.raises(GrowingQueriesError) as caught:
        await assert_constant_queries(sync_to_async(ask), lambda _number: None)
    assert str(caught.value).count("1 times: SELECT") == min(number, 10)


# --- What is watched ------------------------------------------------------------------


def test_no_wrapper_is_on_a_connection_when_nobody_listens() -> None:
    Group.objects.count()
    before = list(connection.execute_wrappers)
    with suppress(LookupError), listening:
        during = list(connection.execute_wrappers)
        with listening:
            assert connection.execute_wrappers == during
        assert connection.execute_wrappers == during
        raise LookupError
    assert len(during) == len(before) + 1
    assert connection.execute_wrappers == before


class OfAnotherKind:
    """A connection that nobody may touch, such as an asynchronous one."""

    def __init__(self) -> None:
        self.touched: list[str] = []

    def __getattr__(self, name: str) -> Any:
        self.touched.append(name)
        raise AssertionError(name)


async def test_connections_of_other_kinds_are_let_be() -> None:
    # django-async-backend sends Django's signal for what only looks like Django's.
    other = OfAnotherKind()
    with shared_connections():
        connection_created.send(type(other), connection=other)
    assert other.touched == []
