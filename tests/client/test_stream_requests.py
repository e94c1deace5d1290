"""What a stream's request sends, what is recorded of it, and what the database sees."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_django
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from restflow.test import (
    AsyncAPIClient,
    AsyncAPITestCase,
    RequestArgumentError,
    record_exchanges,
)
from tests.support.urls import Serve, failing, streamed

pytestmark = pytest.mark.urls("tests.support.urls")


# --- What is sent --------------------------------------------------------------------


async def mirrored(client: AsyncAPIClient, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Return what arrived at the view."""
    async with client.stream(*args, **kwargs) as response:
        assert response.status_code == 200
        arrived: dict[str, Any] = json.loads(await response.read())
    return arrived


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_data_is_the_body(async_api_client: AsyncAPIClient, method: str) -> None:
    arrived = await mirrored(async_api_client, method, "/a/?b=1", {"c": [1, None]})
    assert (arrived["method"], arrived["path"]) == (method, "/a/")
    assert arrived["query"] == {"b": ["1"]}
    assert arrived["data"] == {"c": [1, None]}
    assert arrived["headers"] == {
        "host": "testserver",
        "content-type": "application/json",
        "content-length": "14",
    }


@pytest.mark.filterwarnings("error")
async def test_the_answer_to_a_head_is_a_stream_without_chunks(
    async_api_client: AsyncAPIClient,
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"never sent"

    def view(_request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(chunks())

    with override_settings(ROOT_URLCONF=(path("", view),)):
        async with async_api_client.stream("HEAD", "/") as response:
            assert await response.read() == b""
        whole = await async_api_client.head("/")
        assert [chunk async for chunk in whole.streaming_content] == []


async def test_a_format_chooses_the_renderer(async_api_client: AsyncAPIClient) -> None:
    arrived = await mirrored(
        async_api_client, "POST", "/", {"a": "b"}, format="multipart"
    )
    assert arrived["data"] == {"a": ["b"]}


async def test_bytes_are_sent_as_they_are(async_api_client: AsyncAPIClient) -> None:
    arrived = await mirrored(
        async_api_client, "POST", "/", b"\x00\xff", content_type="image/png"
    )
    assert (arrived["content_type"], arrived["data"]) == ("image/png", "\x00\xff")


async def test_a_large_body_arrives_whole(async_api_client: AsyncAPIClient) -> None:
    # More than Django keeps in memory of a request that comes from a server.
    body = "0123456789" * 400_000
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=None):
        arrived = await mirrored(
            async_api_client, "POST", "/", body, content_type="text/plain"
        )
    assert arrived["data"] == body


@pytest.mark.parametrize("method", ["GET", "HEAD", "TRACE", "get"])
async def test_data_of_a_request_without_a_body_is_its_query(
    async_api_client: AsyncAPIClient, method: str, serve: Serve
) -> None:
    async def view(request: HttpRequest) -> JsonResponse:
        sent = {"query": dict(request.GET.lists()), "body": request.body.decode()}
        # A header, as the answer to HEAD has no body.
        return JsonResponse({}, headers={"X-Sent": json.dumps(sent)})

    serve(view)
    async with async_api_client.stream(method, "/?a=1", {"b": [2, 3]}) as response:
        sent = json.loads(response.headers["X-Sent"])
    assert sent == {"query": {"a": ["1"], "b": ["2", "3"]}, "body": ""}


@pytest.mark.parametrize("method", ["GET", "HEAD", "TRACE"])
async def test_data_and_query_params_are_refused_together(
    async_api_client: AsyncAPIClient, method: str
) -> None:
    message = "Both are the query of this request"
    with pytest.raises(RequestArgumentError, match=message):
        await mirrored(async_api_client, method, "/", {"a": 1}, query_params={"b": 2})


@pytest.mark.parametrize("method", ["GET", "HEAD", "TRACE"])
@pytest.mark.parametrize("option", ["format", "content_type"])
async def test_a_request_without_a_body_takes_no_encoding(
    async_api_client: AsyncAPIClient, method: str, option: str
) -> None:
    arguments: dict[str, Any] = {
        option: "json" if option == "format" else "application/json"
    }
    message = f"`{option}` has no meaning for this method"
    with pytest.raises(RequestArgumentError, match=message):
        await mirrored(async_api_client, method, "/", **arguments)


async def test_query_params_go_with_a_body(async_api_client: AsyncAPIClient) -> None:
    arrived = await mirrored(
        async_api_client, "POST", "/?a=1", {"b": 1}, query_params={"c": 2}
    )
    assert arrived["query"] == {"a": ["1"], "c": ["2"]}
    assert arrived["data"] == {"b": 1}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"fromat": "json"}, "Did you mean `format`"),
        ({"format": "yaml"}, "No renderer has the format 'yaml'"),
        ({"format": "json", "content_type": "text/csv"}, "not set both"),
        ({"data": '{"a": 1}'}, "encoded as JSON once more"),
    ],
)
async def test_arguments_are_checked_as_those_of_post(
    async_api_client: AsyncAPIClient, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(RequestArgumentError, match=message):
        await mirrored(async_api_client, "POST", "/", **arguments)


async def test_headers_variables_credentials_and_cookies_go_with_it() -> None:
    client = AsyncAPIClient(headers={"X-Made": "1"}, HTTP_HOST="api.example.com")
    client.credentials(HTTP_AUTHORIZATION="Token abc")
    client.cookies["seen"] = "yes"
    arrived = await mirrored(
        client,
        "GET",
        "/",
        secure=True,
        headers={"X-Given": "2"},
        REMOTE_ADDR="10.0.0.1",
    )
    assert arrived["headers"] == {
        "host": "api.example.com",
        "authorization": "Token abc",
        "cookie": "seen=yes",
        "x-made": "1",
        "x-given": "2",
    }
    assert arrived["scheme"] == "https"
    assert arrived["variables"]["REMOTE_ADDR"] == "10.0.0.1"


async def test_a_forced_user_is_who_the_view_sees(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(User(username="ada"), token="secret")
    seen = await mirrored(async_api_client, "GET", "/who/")
    assert seen == {"user": "ada", "token": "secret"}


async def test_a_forced_user_may_be_taken_back(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(User(username="ada"))
    async_api_client.force_authenticate()
    seen = await mirrored(async_api_client, "GET", "/who/")
    assert seen == {"user": None, "token": None}


@pytest.mark.parametrize(("enforced", "status"), [(False, 200), (True, 403)])
async def test_csrf_tokens_are_checked_where_the_client_says_so(
    enforced: bool, status: int
) -> None:
    client = AsyncAPIClient(enforce_csrf_checks=enforced)
    async with client.stream("POST", "/guarded/") as response:
        assert response.status_code == status


async def test_a_csrf_token_opens_the_door() -> None:
    client = AsyncAPIClient(enforce_csrf_checks=True)
    headers = {"X-CSRFToken": await client.acsrf_token()}
    async with client.stream("POST", "/guarded/", headers=headers) as response:
        assert (response.status_code, await response.read()) == (200, b"passed")


# --- The record ----------------------------------------------------------------------


async def test_a_stream_is_recorded(async_api_client: AsyncAPIClient) -> None:
    with record_exchanges() as exchanges:
        async with async_api_client.stream(
            "POST", "/?a=1", {"b": 1}, headers={"X-One": "1"}
        ) as response:
            await response.read()
    (exchange,) = exchanges
    assert (exchange.method, exchange.url) == ("POST", "http://testserver/?a=1")
    assert exchange.request_headers["X-One"] == "1"
    assert exchange.request_body == b'{"b":1}'
    assert (exchange.status, exchange.streamed) == (200, True)
    assert ("Content-Type", "application/json") in exchange.response_headers
    assert json.loads(exchange.response_body)["data"] == {"b": 1}
    assert exchange.exception is None


async def test_an_exchange_holds_what_was_read_so_far(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("one", "two", "three"))
    with record_exchanges() as exchanges:
        async with async_api_client.stream("GET", "/") as response:
            (exchange,) = exchanges
            assert "nothing was read" in str(exchange)
            chunks = aiter(response)
            await anext(chunks)
            await asyncio.sleep(0)
            assert exchange.response_body == b"one"
            await anext(chunks)
    assert exchange.response_body == b"onetwo"


async def test_a_request_is_in_the_record_from_the_moment_it_is_sent(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    seen: list[str] = []
    with record_exchanges() as exchanges:

        async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
            seen.extend(exchange.outcome for exchange in exchanges)
            return HttpResponse()

        serve(view)
        async with async_api_client.stream("GET", "/"):
            pass
    assert seen == ["no response"]


async def test_an_exception_of_the_view_is_recorded(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges, pytest.raises(LookupError):
        async with async_api_client.stream("GET", "/fail/"):
            raise AssertionError("there is no response")
    assert exchanges[0].outcome == "raised LookupError"


async def test_an_exception_in_the_middle_is_recorded(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(failing(b"one"))
    with record_exchanges() as exchanges, pytest.raises(LookupError):
        async with async_api_client.stream("GET", "/") as response:
            await response.read()
    assert isinstance(exchanges[0].exception, LookupError)
    assert exchanges[0].response_body == b"one"


async def test_a_failure_of_the_test_is_no_exception_of_the_view(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("one"))
    with record_exchanges() as exchanges, pytest.raises(LookupError):  # noqa: PT012  (one block is what is tested)
        async with async_api_client.stream("GET", "/") as response:
            await response.read()
            raise LookupError("in the test")
    assert exchanges[0].exception is None
    assert str(exchanges[0]).endswith("\none")


# --- The database --------------------------------------------------------------------


@pytest.mark.usefixtures("django_db_setup")
async def test_a_stream_asks_the_database_nothing_by_itself(
    async_api_client: AsyncAPIClient,
    serve: Serve,
    django_db_blocker: pytest_django.DjangoDbBlocker,
) -> None:
    # As an earlier test left it: there is a connection, and it may not be used.
    with django_db_blocker.unblock():
        await sync_to_async(connect)()
    serve(streamed("one"))
    try:
        async with async_api_client.stream("GET", "/") as response:
            assert await response.read() == b"one"
    finally:
        await sync_to_async(disconnect)()


def connect() -> None:
    # The connection of the thread that this runs in.
    connection.ensure_connection()


def disconnect() -> None:
    # Django keeps a database in memory open, and Python complains of that in the end.
    raw, connection.connection = connection.connection, None
    raw.close()


async def user_names(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
    async def content() -> AsyncIterator[str]:
        async for user in User.objects.order_by("pk"):
            yield f"{user.username}\n"

    return StreamingHttpResponse(content())


async def viewer(request: HttpRequest) -> StreamingHttpResponse:
    user = await request.auser()

    async def content() -> AsyncIterator[str]:
        yield f"{user.get_username()}\n"

    return StreamingHttpResponse(content())


@csrf_exempt
async def add_user(request: HttpRequest) -> StreamingHttpResponse:
    async def content() -> AsyncIterator[str]:
        user = await User.objects.acreate(username=request.body.decode())
        yield f"{user.pk}\n"

    return StreamingHttpResponse(content())


def synchronous_names(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
    def content() -> Iterator[str]:
        for user in User.objects.order_by("pk"):
            yield f"{user.username}\n"

    return StreamingHttpResponse(content())


PATTERNS = (
    path("names/", user_names),
    path("viewer/", viewer),
    path("add/", add_user),
    path("synchronous/", synchronous_names),
)


class DatabaseTests(AsyncAPITestCase):
    user: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.user = User.objects.create_user("ada", password="secret")

    def setUp(self) -> None:
        super().setUp()
        # Closer than the mark of this module.
        self.enterContext(override_settings(ROOT_URLCONF=PATTERNS))

    async def lines(self, target: str) -> list[str]:
        async with self.client.stream("GET", target) as response:
            return [line async for line in response.lines()]

    async def test_a_stream_sees_the_rows_of_the_tests_transaction(self) -> None:
        await User.objects.acreate(username="grace")
        assert await self.lines("/names/") == ["ada", "grace"]

    async def test_the_test_sees_the_rows_that_a_stream_made(self) -> None:
        async with self.client.stream(
            "POST", "/add/", b"grace", content_type="text/plain"
        ) as response:
            key = int(await response.read())
        assert (await User.objects.aget(pk=key)).username == "grace"

    async def test_the_transaction_outlives_a_stream(self) -> None:
        await User.objects.acreate(username="grace")
        async with self.client.stream("GET", "/names/") as response:
            await anext(response.lines())
        assert await User.objects.acount() == 2

    async def test_a_synchronous_generator_sees_them_as_well(self) -> None:
        await User.objects.acreate(username="grace")
        with pytest.warns(Warning, match="must consume synchronous iterators"):
            assert await self.lines("/synchronous/") == ["ada", "grace"]

    async def test_a_session_goes_with_a_stream(self) -> None:
        assert await self.lines("/viewer/") == [""]
        await self.client.aforce_login(self.user)
        assert await self.lines("/viewer/") == ["ada"]

    async def test_a_session_that_ended_does_not(self) -> None:
        await self.client.aforce_login(self.user)
        cookie = self.client.cookies["sessionid"].value
        self.client.logout()
        # As with any request: what `logout` could not do at once is done first.
        self.client.cookies["sessionid"] = cookie
        assert await self.lines("/viewer/") == [""]
