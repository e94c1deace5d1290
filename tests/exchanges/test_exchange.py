"""The record of what was sent, and of what came back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable, Iterable
from typing import Any, cast

import pytest
from django.test import AsyncClient, Client
from rest_framework.test import APIClient

from restflow.test import (
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    ClientResponse,
    Exchange,
    record_exchanges,
)
from restflow.test._exchanges import recording as _exchanges

pytestmark = pytest.mark.urls("tests.support.urls")


async def test_an_exchange_is_a_request_and_its_response(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        response = await async_api_client.post(
            "/caf%C3%A9/?a=b%26c", {"d": 1}, headers={"X-Tenant": "acme"}
        )
    (exchange,) = exchanges
    assert exchange.method == "POST"
    assert exchange.url == "http://testserver/caf%C3%A9/?a=b%26c"
    assert exchange.request_headers == {
        "Host": "testserver",
        "Content-Type": "application/json",
        "Content-Length": "7",
        "X-Tenant": "acme",
    }
    assert exchange.request_body == b'{"d":1}'
    assert exchange.status == 200
    assert exchange.reason == "OK"
    assert dict(exchange.response_headers)["Content-Type"] == "application/json"
    assert exchange.response_body == response.content
    assert exchange.exception is None
    assert response.data["data"] == {"d": 1}, "the view could not read the body"


@pytest.mark.parametrize("make", [Client, APIClient])
def test_synchronous_clients_are_recorded(make: Callable[[], Any]) -> None:
    with record_exchanges() as exchanges:
        response = make().post(
            "/caf%C3%A9/?a=b%26c",
            b'{"d":1}',
            content_type="application/json",
            HTTP_X_TENANT="acme",
        )
    (exchange,) = exchanges
    assert exchange.method == "POST"
    assert exchange.url == "http://testserver/caf%C3%A9/?a=b%26c"
    assert exchange.request_headers == {
        "Host": "testserver",
        "Content-Type": "application/json",
        "Content-Length": "7",
        "X-Tenant": "acme",
    }
    assert exchange.request_body == b'{"d":1}'
    assert exchange.status == 200
    assert exchange.response_body == response.content
    assert response.data["data"] == {"d": 1}, "the view could not read the body"


async def test_djangos_asynchronous_client_is_recorded() -> None:
    with record_exchanges() as exchanges:
        await AsyncClient().post("/?a=1", {"b": 2}, content_type="application/json")
    (exchange,) = exchanges
    assert exchange.url == "http://testserver/?a=1"
    assert exchange.request_body == b'{"b": 2}'
    assert exchange.status == 200


def test_requests_that_are_not_sent_are_not_recorded() -> None:
    with record_exchanges() as exchanges:
        AsyncAPIRequestFactory().get("/")
    assert exchanges == []


@pytest.mark.parametrize("make", [Client, APIClient])
def test_a_synchronous_request_without_a_body_has_no_length(
    make: Callable[[], Any],
) -> None:
    with record_exchanges() as exchanges:
        make().generic("POST", "/", b"", CONTENT_LENGTH="0", HTTP_COOKIE="a=b")
    assert "Content-Length" not in exchanges[0].request_headers
    assert exchanges[0].request_headers["Cookie"] == "a=b"


@pytest.mark.parametrize(
    ("extra", "url"),
    [
        ({"secure": True}, "https://testserver/here"),
        ({"HTTP_HOST": "api.example.com:8000"}, "http://api.example.com:8000/here"),
        ({"SERVER_NAME": "api.example.com"}, "http://api.example.com/here"),
        ({"SERVER_PORT": "8000"}, "http://testserver:8000/here"),
    ],
)
async def test_the_url_is_absolute(extra: dict[str, Any], url: str) -> None:
    with record_exchanges() as exchanges:
        Client().get("/here", **extra)
        await AsyncAPIClient().get("/here", **extra)
    assert [exchange.url for exchange in exchanges] == [url, url]


@pytest.mark.parametrize("query", ["q=ü", "q=a b", 'q="'])
async def test_the_url_is_percent_encoded_query_included(query: str) -> None:
    with record_exchanges() as exchanges:
        Client().get("/", QUERY_STRING=query)
        await AsyncAPIClient().get("/", QUERY_STRING=query)
    for exchange in exchanges:
        assert exchange.url.isascii()
        assert not set(exchange.url) & set(' "')


@pytest.mark.parametrize("query", ["a=1&a=2", "a%5B%5D=1", "q=a+b%20c%26&x=", "%C3%BC"])
async def test_a_query_that_is_encoded_is_not_encoded_again(query: str) -> None:
    with record_exchanges() as exchanges:
        Client().get(f"/?{query}")
        await AsyncAPIClient().get(f"/?{query}")
    for exchange in exchanges:
        assert exchange.url == f"http://testserver/?{query}"


async def test_a_header_that_was_sent_twice_is_joined(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        response = await async_api_client.request(
            headers=[(b"x-one", b"1"), (b"x-two", b"2"), (b"x-one", b"3")]
        )
    assert exchanges[0].request_headers == {"X-One": "1,3", "X-Two": "2"}
    assert response.data["headers"]["x-one"] == "1,3"


class OwnClient(AsyncAPIClient):
    """A project's client, which sends through its base."""

    async def request(  # type: ignore[override]
        self, **request: Any
    ) -> ClientResponse:
        return await super().request(**request)


async def test_a_request_of_a_subclass_is_recorded_once() -> None:
    with record_exchanges() as exchanges:
        await OwnClient().get("/")
    assert len(exchanges) == 1


async def test_a_bare_scope_is_recorded(async_api_client: AsyncAPIClient) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.request(path="/orders/", query_string=b"a=1")
    assert exchanges[0].method == "GET"
    assert exchanges[0].url == "http://testserver/orders/?a=1"


async def test_cookies_are_recorded_in_both_directions(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.get("/redirect/?cookie=yes")
        await async_api_client.get("/")
    assert ("Set-Cookie", "seen=yes; Path=/") in exchanges[0].response_headers
    assert exchanges[1].request_headers["Cookie"] == "seen=yes"


@pytest.mark.parametrize("make", [Client, APIClient])
def test_each_redirect_of_a_synchronous_client_is_recorded(
    make: Callable[[], Any],
) -> None:
    with record_exchanges() as exchanges:
        make().get("/countdown/2/", follow=True)
    assert [exchange.status for exchange in exchanges] == [302, 302, 200]


@pytest.mark.parametrize("make", [AsyncClient, AsyncAPIClient])
async def test_each_redirect_of_an_asynchronous_client_is_recorded(
    make: Callable[[], Any],
) -> None:
    with record_exchanges() as exchanges:
        await make().get("/countdown/2/", follow=True)
    assert [(exchange.url, exchange.status) for exchange in exchanges] == [
        ("http://testserver/countdown/2/", 302),
        ("http://testserver/countdown/1/", 302),
        ("http://testserver/countdown/0/", 200),
    ]


# --- Exceptions ----------------------------------------------------------------------


async def test_an_exception_that_reaches_the_test_is_recorded(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges, pytest.raises(LookupError) as caught:
        await async_api_client.get("/fail/")
    assert exchanges[0].exception is caught.value
    assert exchanges[0].status is None
    assert exchanges[0].reason == ""


def test_an_exception_of_a_synchronous_client_is_recorded() -> None:
    with record_exchanges() as exchanges, pytest.raises(LookupError) as caught:
        Client().get("/fail/")
    assert exchanges[0].exception is caught.value


async def test_an_exception_that_becomes_a_response_is_a_response() -> None:
    client = AsyncAPIClient(raise_request_exception=False)
    with record_exchanges() as exchanges:
        await client.get("/fail/")
    assert exchanges[0].exception is None
    assert (exchanges[0].status, exchanges[0].reason) == (500, "Internal Server Error")


async def test_a_request_is_in_the_list_from_the_moment_it_is_sent(
    async_api_client: AsyncAPIClient,
) -> None:
    gate, arrived = asyncio.Event(), asyncio.Event()
    with record_exchanges() as exchanges:
        task = asyncio.ensure_future(
            async_api_client.request(path="/gate/", gate=gate, arrived=arrived)
        )
        await arrived.wait()
        assert [exchange.status for exchange in exchanges] == [None]
        assert exchanges[0].outcome == "no response"
        gate.set()
        await task
    assert [exchange.status for exchange in exchanges] == [200]


async def test_a_request_that_is_cancelled_is_recorded(
    async_api_client: AsyncAPIClient,
) -> None:
    gate, arrived = asyncio.Event(), asyncio.Event()
    with record_exchanges() as exchanges:
        task = asyncio.ensure_future(
            async_api_client.request(path="/gate/", gate=gate, arrived=arrived)
        )
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert isinstance(exchanges[0].exception, asyncio.CancelledError)


async def test_concurrent_requests_are_recorded_each_with_its_own_response(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await asyncio.gather(
            *(async_api_client.post("/", {"number": number}) for number in range(5))
        )
    assert [exchange.request_body for exchange in exchanges] == [
        b'{"number":%d}' % number for number in range(5)
    ]
    for exchange in exchanges:
        assert exchange.request_body in exchange.response_body


# --- Streams -------------------------------------------------------------------------


def parts(response: ClientResponse) -> Any:
    return cast("Any", response).streaming_content


async def test_of_an_asynchronous_stream_what_was_read_is_recorded(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        response = await async_api_client.get("/astream/")
        stream: AsyncIterable[bytes] = parts(response)
        recorded = [exchanges[0].response_body]
        read = []
        async for chunk in stream:
            read.append(chunk)
            recorded.append(exchanges[0].response_body)
    assert read == [b"one,", b"two"]
    assert recorded == [b"", b"one,", b"one,two"]


def test_of_a_synchronous_stream_what_was_read_is_recorded() -> None:
    with record_exchanges() as exchanges:
        stream: Iterable[bytes] = parts(cast("Any", Client().get("/stream/")))
        recorded = [exchanges[0].response_body]
        read = []
        for chunk in stream:
            read.append(chunk)
            recorded.append(exchanges[0].response_body)
    assert read == [b"one,", b"two"]
    assert recorded == [b"", b"one,", b"one,two"]


async def test_a_synchronous_stream_of_the_asynchronous_client_is_recorded(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        response = await async_api_client.get("/stream/")
        assert b"".join(parts(response)) == b"one,two"
    assert exchanges[0].response_body == b"one,two"


# --- Recordings ----------------------------------------------------------------------


async def test_recordings_nest(async_api_client: AsyncAPIClient) -> None:
    with record_exchanges() as outer:
        await async_api_client.get("/1/")
        with record_exchanges() as inner:
            await async_api_client.get("/2/")
        await async_api_client.get("/3/")
    assert [exchange.url[-3:] for exchange in outer] == ["/1/", "/2/", "/3/"]
    assert inner == outer[1:2]


async def test_recordings_that_are_alike_end_apart(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as outer:
        with record_exchanges() as inner:
            assert outer == inner == []
        await async_api_client.get("/")
    assert (len(outer), len(inner)) == (1, 0)


async def test_a_recording_stays_as_it_is_when_the_block_ends(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.get("/")
    await async_api_client.get("/")
    assert len(exchanges) == 1


@pytest.fixture
def unrecorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the test's first recording be the first there is.

    The pytest plugin records every test, so that it usually isn't.
    """
    for client, request in _exchanges._originals.items():
        monkeypatch.setattr(client, "request", request)
    monkeypatch.setattr(_exchanges, "_recordings", [])
    monkeypatch.setattr(_exchanges, "_originals", {})


def senders() -> list[Callable[..., Any]]:
    return [Client.request, AsyncClient.request]


@pytest.mark.usefixtures("unrecorded")
def test_the_clients_are_as_before_when_the_last_recording_ends() -> None:
    before = senders()
    with record_exchanges():
        watched = senders()
        with record_exchanges():
            assert senders() == watched
        assert senders() == watched
    assert not set(watched) & set(before)
    assert senders() == before


@pytest.mark.usefixtures("unrecorded")
def test_the_clients_are_as_before_when_the_block_fails() -> None:
    before = senders()
    with pytest.raises(LookupError), record_exchanges():
        Client().get("/fail/")
    assert senders() == before


@pytest.mark.usefixtures("unrecorded")
async def test_a_client_made_before_the_recording_is_recorded() -> None:
    client = AsyncAPIClient()
    with record_exchanges() as exchanges:
        await client.get("/")
    assert len(exchanges) == 1


# --- An exchange as text -------------------------------------------------------------


async def test_an_exchange_reads_as_curl_shows_it(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.put(
            "/page/?name=Ada", {"a": [1, "ü"]}, headers={"X-Tenant": "acme"}
        )
    assert (
        str(exchanges[0])
        == """\
> PUT http://testserver/page/?name=Ada
> Host: testserver
> X-Tenant: acme
> Content-Type: application/json
{
  "a": [
    1,
    "ü"
  ]
}
< 200 OK
< Content-Type: text/html; charset=utf-8
Hello, Ada!"""
    )


async def test_messages_without_a_body_are_their_headers(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.head("/page/?name=Ada")
    assert (
        str(exchanges[0])
        == """\
> HEAD http://testserver/page/?name=Ada
> Host: testserver
< 200 OK
< Content-Type: text/html; charset=utf-8"""
    )


async def test_json_that_is_none_reads_as_it_is(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.put(
            "/page/?name=Ada", b"{oops", content_type="application/json"
        )
    assert "\n{oops\n<" in str(exchanges[0])


def test_an_exception_reads_as_one() -> None:
    exchange = Exchange("GET", "http://testserver/", {"Host": "testserver"})
    exchange.exception = LookupError("nothing here")
    assert exchange.outcome == "raised LookupError"
    assert (
        str(exchange)
        == """\
> GET http://testserver/
> Host: testserver
< raised LookupError: nothing here"""
    )


def test_no_response_reads_as_none() -> None:
    exchange = Exchange("GET", "http://testserver/", {})
    assert exchange.outcome == "no response"
    assert str(exchange) == "> GET http://testserver/\n< no response"


async def test_a_stream_that_nobody_read_says_so(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        response = await async_api_client.get("/stream/")
        assert str(exchanges[0]).endswith("\n(a stream, of which nothing was read)")
        next(iter(response.streaming_content))
    assert str(exchanges[0]).endswith("\none,")


async def test_the_outcome_is_status_and_reason(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.get("/status/404/")
    assert exchanges[0].outcome == "404 Not Found"


async def test_a_status_of_no_name_has_no_reason(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.get("/status/299/")
    assert exchanges[0].reason == ""
    assert exchanges[0].outcome == "299"


async def test_a_binary_body_reads_as_its_size(
    async_api_client: AsyncAPIClient,
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.post("/", b"\x00" * 1234, content_type="image/png")
        await async_api_client.post("/", b"\xff", content_type="image/png")
    assert "\n<1,234 bytes of binary data>\n" in str(exchanges[0])
    assert "\n<1 bytes of binary data>\n" in str(exchanges[1])


@pytest.mark.parametrize(
    ("length", "written"),
    [(2000, "a" * 2000), (3234, "a" * 2000 + "… (1,234 more characters)")],
)
async def test_a_long_body_is_cut(
    async_api_client: AsyncAPIClient, length: int, written: str
) -> None:
    with record_exchanges() as exchanges:
        await async_api_client.post("/", "a" * length, content_type="text/plain")
    assert f"\n{written}\n" in str(exchanges[0])
    assert exchanges[0].request_body == b"a" * length
