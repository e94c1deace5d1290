"""Streams: responses that are read while the view is still writing them."""

from __future__ import annotations

import asyncio
import gc
import json
import warnings
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from itertools import count

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import override_settings

from restflow.test import AsyncAPIClient, ServerSentEvent, record_exchanges
from restflow.test._client import stream as _stream
from tests.support.urls import Serve, failing, streamed, streaming

pytestmark = pytest.mark.urls("tests.support.urls")


class Endless:
    """A stream that ends only with its client, and what became of it."""

    def __init__(self) -> None:
        self.log: list[str] = []

    async def ticks(self, *, waiting: bool) -> AsyncIterator[bytes]:
        try:
            for number in count():
                yield b"data: %d\n\n" % number
                if waiting:
                    await asyncio.sleep(0.001)
        finally:
            # Cleaning up takes time, and is waited for.
            await asyncio.sleep(0.01)
            self.log.append("cleaned up")


@pytest.fixture(params=[False, True], ids=["pushing", "waiting"])
def endless(serve: Serve, request: pytest.FixtureRequest) -> Endless:
    """Have a stream that has always another chunk, or that waits between two."""
    stream = Endless()

    async def view(_request: HttpRequest) -> StreamingHttpResponse:
        ticks = stream.ticks(waiting=request.param)
        return StreamingHttpResponse(ticks, content_type="text/event-stream")

    serve(view)
    return stream


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give views no more than a moment to clean up."""
    monkeypatch.setattr(_stream, "PATIENCE", 0.05)


async def stubborn(over: asyncio.Event) -> AsyncIterator[bytes]:
    """Yield one chunk, and then ignore that nobody listens."""
    yield b"one"
    while not over.is_set():
        with suppress(asyncio.CancelledError):
            await over.wait()


# --- Bit by bit ----------------------------------------------------------------------


async def test_a_chunk_is_read_before_the_view_may_write_the_next(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    taken = [asyncio.Event() for _ in range(3)]
    written: list[int] = []

    async def content() -> AsyncIterator[bytes]:
        for number, event in enumerate(taken):
            written.append(number)
            yield b"%d" % number
            await event.wait()

    serve(streaming(content()))
    async with async_api_client.stream("GET", "/") as response:
        number = 0
        async for chunk in response:
            assert (chunk, written) == (b"%d" % number, [*range(number + 1)])
            taken[number].set()
            number += 1
    assert number == 3


async def test_the_response_is_there_before_its_body(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    begun = asyncio.Event()

    async def view(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
        async def content() -> AsyncIterator[bytes]:
            await begun.wait()
            yield b"body"

        return StreamingHttpResponse(content(), status=202, headers={"X-One": "1"})

    serve(view)
    async with async_api_client.stream("GET", "/") as response:
        assert (response.status_code, response.headers["x-one"]) == (202, "1")
        begun.set()
        assert await response.read() == b"body"


async def test_a_view_does_not_run_far_ahead_of_its_reader(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    written = 0

    async def content() -> AsyncIterator[bytes]:
        nonlocal written
        while True:
            written += 1
            yield b"%1024d" % written

    serve(streaming(content()))
    async with async_api_client.stream("GET", "/") as response:
        chunks = aiter(response)
        for taken in range(1, 20):
            assert int(await anext(chunks)) == taken
            for _ in range(5):
                await asyncio.sleep(0)
            assert 0 < written - taken <= 65


async def test_a_body_is_read_as_chunks(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("one", "", "two"))
    async with async_api_client.stream("GET", "/") as response:
        assert [chunk async for chunk in response] == [b"one", b"two"]


async def test_a_body_is_read_as_lines(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("on", "e\r\ntwo", "\nü"))
    async with async_api_client.stream("GET", "/") as response:
        assert [line async for line in response.lines()] == ["one", "two", "ü"]


async def test_a_body_is_read_as_events(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("event: sale\nda", "ta: 1\n", "\n:\n", "data: 2\n\ndata: 3\n"))
    async with async_api_client.stream("GET", "/") as response:
        assert [event async for event in response.events()] == [
            ServerSentEvent("1", "sale"),
            ServerSentEvent("2"),
        ]


async def test_reading_lines_goes_on_where_it_was_left(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("one\ntwo\nthree\n"))
    async with async_api_client.stream("GET", "/") as response:
        async for line in response.lines():
            assert line == "one"
            break
        assert [line async for line in response.lines()] == ["two", "three"]


async def test_reading_events_goes_on_where_it_was_left(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("data: 1\n\ndata: 2\n\ndata: 3\n\n"))
    async with async_api_client.stream("GET", "/") as response:
        assert await anext(response.events()) == ServerSentEvent("1")
        assert [event.data async for event in response.events()] == ["2", "3"]


async def test_chunks_are_refused_after_lines_as_a_part_is_read_already(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("one\ntw", "o\n"))
    async with async_api_client.stream("GET", "/") as response:
        assert await anext(response.lines()) == "one"
        with pytest.raises(RuntimeError, match="Read on with the same method"):
            await response.read()
        assert await anext(response.lines()) == "two"


async def test_a_body_is_read_at_once(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("one", "two"))
    async with async_api_client.stream("GET", "/") as response:
        assert await response.read() == b"onetwo"


async def test_the_rest_of_a_body_is_read_after_a_part_of_it(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("one", "two", "three"))
    async with async_api_client.stream("GET", "/") as response:
        assert await anext(aiter(response)) == b"one"
        assert await response.read() == b"twothree"


async def test_a_body_that_was_read_is_empty(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(streamed("one", "two"))
    async with async_api_client.stream("GET", "/") as response:
        await response.read()
        assert await response.read() == b""


async def test_waiting_in_vain_for_a_chunk_loses_none(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    begun = asyncio.Event()

    async def content() -> AsyncIterator[bytes]:
        await begun.wait()
        yield b"one"
        yield b"two"

    serve(streaming(content()))
    async with async_api_client.stream("GET", "/") as response:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(aiter(response)), 0.01)
        begun.set()
        assert [chunk async for chunk in response] == [b"one", b"two"]


async def test_a_response_that_is_no_stream_is_read_all_the_same(
    async_api_client: AsyncAPIClient,
) -> None:
    async with async_api_client.stream("GET", "/page/?name=Ada") as response:
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/html; charset=utf-8"
        assert await response.read() == b"Hello, Ada!"


async def test_a_response_without_a_body_has_no_chunks(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
        return HttpResponse(status=204)

    serve(view)
    async with async_api_client.stream("GET", "/") as response:
        assert response.status_code == 204
        assert [chunk async for chunk in response] == []


async def test_a_redirect_is_not_followed(async_api_client: AsyncAPIClient) -> None:
    async with async_api_client.stream("GET", "/loop/") as response:
        assert (response.status_code, response.headers["Location"]) == (302, "/loop/")


async def test_every_cookie_of_a_response_can_be_read(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(json.dumps(request.COOKIES))
        response.set_cookie("one", "1")
        response.set_cookie("two", "2")
        return response

    serve(view)
    with record_exchanges() as (exchanges):
        async with async_api_client.stream("GET", "/"):
            pass
    cookies = [
        value.partition(";")[0]
        for name, value in exchanges[0].response_headers
        if name == "Set-Cookie"
    ]
    assert cookies == ["one=1", "two=2"]


async def test_cookies_of_a_stream_go_with_the_next_request(
    async_api_client: AsyncAPIClient,
) -> None:
    async with async_api_client.stream("GET", "/redirect/?cookie=yes"):
        pass
    response = await async_api_client.get("/")
    assert response.data["headers"]["cookie"] == "seen=yes"


# --- Leaving -------------------------------------------------------------------------


async def test_a_view_has_cleaned_up_when_the_block_is_left(
    async_api_client: AsyncAPIClient, endless: Endless
) -> None:
    async with async_api_client.stream("GET", "/") as response:
        events = response.events()
        assert [(await anext(events)).data for _ in range(3)] == ["0", "1", "2"]
        assert endless.log == []
    assert endless.log == ["cleaned up"]


async def test_a_view_cleans_up_where_nothing_was_read(
    async_api_client: AsyncAPIClient, endless: Endless
) -> None:
    async with async_api_client.stream("GET", "/"):
        # The view has to have begun its stream to have something to clean up.
        await asyncio.sleep(0.01)
    assert endless.log == ["cleaned up"]


async def test_a_view_cleans_up_where_the_test_fails(
    async_api_client: AsyncAPIClient, endless: Endless
) -> None:
    with pytest.raises(LookupError, match="in the test"):  # noqa: PT012  (one block is what is tested)
        async with async_api_client.stream("GET", "/") as response:
            await anext(aiter(response))
            raise LookupError("in the test")
    assert endless.log == ["cleaned up"]


async def test_a_view_cleans_up_where_the_test_is_cancelled(
    async_api_client: AsyncAPIClient, endless: Endless
) -> None:
    with pytest.raises(TimeoutError):
        async with (
            asyncio.timeout(0.05),
            async_api_client.stream("GET", "/") as response,
        ):
            await response.read()
    assert endless.log == ["cleaned up"]


async def test_a_view_cleans_up_that_has_not_answered_yet(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    log: list[str] = []

    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            log.append("cancelled")
            raise
        finally:
            log.append("cleaned up")
        raise AssertionError("unreachable")

    serve(view)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02), async_api_client.stream("GET", "/"):
            raise AssertionError("there is no response")
    assert log == ["cancelled", "cleaned up"]


async def test_a_view_that_waits_between_two_chunks_is_cancelled(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    log: list[str] = []

    async def content() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            log.append("cancelled")
            raise
        finally:
            log.append("cleaned up")

    serve(streaming(content()))
    async with async_api_client.stream("GET", "/") as response:
        assert await anext(aiter(response)) == b"one"
        await asyncio.sleep(0.01)
    assert log == ["cancelled", "cleaned up"]


async def test_a_view_may_go_on_after_it_was_cancelled_and_end(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    log: list[str] = []

    async def content() -> AsyncIterator[bytes]:
        yield b"one"
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.sleep(0.01)
        log.append("ended")
        yield b"unheard"

    serve(streaming(content()))
    async with async_api_client.stream("GET", "/") as response:
        assert await anext(aiter(response)) == b"one"
        await asyncio.sleep(0.01)
    assert log == ["ended"]


async def test_leaving_leaves_no_task_behind(
    async_api_client: AsyncAPIClient, endless: Endless
) -> None:
    before = asyncio.all_tasks()
    async with async_api_client.stream("GET", "/") as response:
        await anext(response.events())
    with pytest.raises(TimeoutError):
        async with (
            asyncio.timeout(0.2),
            async_api_client.stream("GET", "/") as response,
        ):
            await response.read()
    # What was not read to its end is closed by the event loop.
    gc.collect()
    await asyncio.sleep(0.01)
    assert asyncio.all_tasks() == before
    assert endless.log == ["cleaned up"] * 2


async def test_a_view_that_does_not_end_is_an_error(
    async_api_client: AsyncAPIClient, serve: Serve, impatient: None
) -> None:
    del impatient
    over = asyncio.Event()
    serve(streaming(stubborn(over)))
    with pytest.raises(TimeoutError) as caught:
        async with async_api_client.stream("GET", "/") as response:
            await anext(aiter(response))
    assert str(caught.value) == (
        "0.05 seconds after its client had disconnected, the view was still running. "
        "It may catch asyncio.CancelledError, or block."
    )
    over.set()
    await asyncio.sleep(0.01)


async def test_a_view_that_does_not_end_hides_no_failure_of_the_test(
    async_api_client: AsyncAPIClient, serve: Serve, impatient: None
) -> None:
    del impatient
    over = asyncio.Event()
    serve(streaming(stubborn(over)))
    with pytest.raises(TimeoutError) as caught:  # noqa: PT012  (one block is what is tested)
        async with async_api_client.stream("GET", "/") as response:
            await anext(aiter(response))
            raise LookupError("in the test")
    assert isinstance(caught.value.__context__, LookupError)
    over.set()
    await asyncio.sleep(0.01)


# --- Exceptions ----------------------------------------------------------------------


async def test_an_exception_before_the_response_reaches_the_test(
    async_api_client: AsyncAPIClient,
) -> None:
    with pytest.raises(LookupError, match="nothing here"):
        async with async_api_client.stream("GET", "/fail/"):
            raise AssertionError("there is no response")


async def test_an_exception_becomes_a_response_where_the_client_says_so() -> None:
    client = AsyncAPIClient(raise_request_exception=False)
    async with client.stream("GET", "/fail/") as response:
        assert response.status_code == 500
        assert b"Server Error" in await response.read()


async def test_an_exception_in_the_middle_reaches_the_test_after_what_was_sent(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(failing(b"one", b"two"))
    async with async_api_client.stream("GET", "/") as response:
        chunks = aiter(response)
        assert [await anext(chunks), await anext(chunks)] == [b"one", b"two"]
        with pytest.raises(LookupError, match="in the stream"):
            await anext(chunks)


async def test_an_exception_before_the_first_chunk_reaches_the_test(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(failing())
    with pytest.raises(LookupError, match="in the stream"):
        async with async_api_client.stream("GET", "/") as response:
            await response.read()


async def test_a_stream_that_broke_off_is_never_taken_for_a_whole_one(
    serve: Serve,
) -> None:
    # Nor is it over a connection: the server closes it where more was announced.
    serve(failing(b"one"))
    client = AsyncAPIClient(raise_request_exception=False)
    async with client.stream("GET", "/") as response:
        with pytest.raises(LookupError, match="in the stream"):
            await response.read()


async def test_an_exception_that_was_not_read_reaches_the_test_in_the_end(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(failing(b"one"))
    with pytest.raises(LookupError, match="in the stream"):  # noqa: PT012  (one block is what is tested)
        async with async_api_client.stream("GET", "/") as response:
            assert await anext(aiter(response)) == b"one"
            await asyncio.sleep(0.01)


async def test_an_exception_while_cleaning_up_reaches_the_test(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    async def content() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            await asyncio.Event().wait()
        finally:
            raise LookupError("while cleaning up")

    serve(streaming(content()))
    with pytest.raises(LookupError, match="while cleaning up"):  # noqa: PT012  (one block is what is tested)
        async with async_api_client.stream("GET", "/") as response:
            assert await anext(aiter(response)) == b"one"
            await asyncio.sleep(0)


async def test_a_view_that_is_cancelled_by_itself_is_not_waited_for(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
        raise asyncio.CancelledError

    serve(view)
    with pytest.raises(asyncio.CancelledError):
        async with asyncio.timeout(1), async_api_client.stream("GET", "/"):
            raise AssertionError("there is no response")


async def test_a_stream_that_is_cancelled_by_itself_is_never_taken_for_a_whole_one(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield b"one"
        raise asyncio.CancelledError

    serve(streaming(content()))
    async with async_api_client.stream("GET", "/") as response:
        with pytest.raises(asyncio.CancelledError):
            await response.read()


async def test_what_keeps_a_request_from_being_handled_reaches_the_test(
    async_api_client: AsyncAPIClient,
) -> None:
    with (
        override_settings(MIDDLEWARE=["nowhere.Middleware"]),
        pytest.raises(ImportError, match="nowhere"),
    ):
        async with asyncio.timeout(1), async_api_client.stream("GET", "/"):
            raise AssertionError("there is no response")


async def test_a_client_goes_on_after_an_exception(
    async_api_client: AsyncAPIClient,
) -> None:
    with pytest.raises(LookupError):
        async with async_api_client.stream("GET", "/fail/"):
            raise AssertionError("there is no response")
    async with async_api_client.stream("GET", "/page/?name=Ada") as response:
        assert await response.read() == b"Hello, Ada!"


# --- Several at once -----------------------------------------------------------------


async def test_concurrent_streams_get_their_own_chunks_and_exceptions(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    async def view(request: HttpRequest, rest: str) -> HttpResponseBase:  # noqa: ARG001  (Django passes it)
        number = int(rest)
        await asyncio.sleep(0)
        if number % 3 == 2:
            raise LookupError(rest)

        async def content() -> AsyncIterator[str]:
            for _ in range(3):
                await asyncio.sleep(0)
                yield f"{number},"

        return StreamingHttpResponse(content())

    async def read(number: int) -> bytes:
        async with async_api_client.stream("GET", f"/{number}") as response:
            return await response.read()

    serve(view)
    results = await asyncio.gather(*map(read, range(12)), return_exceptions=True)
    for number, result in enumerate(results):
        if number % 3 == 2:
            assert isinstance(result, LookupError)
            assert result.args == (str(number),)
        else:
            assert result == f"{number},".encode() * 3


async def test_streams_within_streams_and_requests_within_them_are_told_apart(
    async_api_client: AsyncAPIClient, endless: Endless
) -> None:
    async with AsyncExitStack() as stack:
        first, second = [
            await stack.enter_async_context(async_api_client.stream("GET", "/"))
            for _ in range(2)
        ]
        events = [first.events(), second.events()]
        assert [(await anext(each)).data for each in events * 2] == ["0", "0", "1", "1"]
        with override_settings(ROOT_URLCONF="tests.support.urls"):
            with pytest.raises(LookupError):
                await async_api_client.get("/fail/")
            response = await async_api_client.get("/page/?name=Ada")
            assert response.context["name"] == "Ada"
            assert len(response.templates) == 1
        assert (await anext(events[0])).data == "2"
    assert endless.log == ["cleaned up"] * 2


async def test_streams_may_be_left_in_any_order(
    async_api_client: AsyncAPIClient, endless: Endless
) -> None:
    first, second = [async_api_client.stream("GET", "/") for _ in range(2)]
    await anext((await first.__aenter__()).events())
    await anext((await second.__aenter__()).events())
    await first.__aexit__(None, None, None)
    assert endless.log == ["cleaned up"]
    await second.__aexit__(None, None, None)
    assert endless.log == ["cleaned up"] * 2


# --- Synchronous views ---------------------------------------------------------------


async def test_a_synchronous_view_may_answer(
    async_api_client: AsyncAPIClient,
) -> None:
    async with async_api_client.stream("GET", "/status/418/") as response:
        assert (response.status_code, await response.read()) == (418, b"\x00\xff")


async def test_a_synchronous_generator_is_read_as_django_reads_it(
    async_api_client: AsyncAPIClient,
) -> None:
    # Django reads it to its end first, and warns of that.
    with pytest.warns(Warning, match="must consume synchronous iterators"):
        async with async_api_client.stream("GET", "/stream/") as response:
            assert await response.read() == b"one,two"


async def test_a_warning_that_is_an_error_breaks_off_a_synchronous_generator(
    async_api_client: AsyncAPIClient,
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        async with async_api_client.stream("GET", "/stream/") as response:
            assert response.status_code == 200
            with pytest.raises(Warning, match="must consume synchronous iterators"):
                await response.read()


@pytest.mark.parametrize(
    ("name", "instead"),
    [
        ("aiter_lines", "lines()"),
        ("aiter_bytes", "async for"),
        ("aiter_raw", "async for"),
        ("aread", "read()"),
    ],
)
async def test_methods_of_httpx_are_told_ours(
    async_api_client: AsyncAPIClient, serve: Serve, name: str, instead: str
) -> None:
    serve(streamed("one"))
    async with async_api_client.stream("GET", "/") as response:
        with pytest.raises(AttributeError, match=f"no '{name}'") as caught:
            getattr(response, name)
        assert instead in str(caught.value)
        assert not hasattr(response, "other")
