"""The transport behind AsyncHTTPClient: streams, disconnects, errors, lifespans."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import httpx2
import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt

from restflow.test import AsyncHTTPClient, record_exchanges
from restflow.test._client import stream as _stream
from tests.support.urls import Serve, failing, streaming

pytestmark = pytest.mark.urls("tests.support.urls")

START = {"type": "http.response.start", "status": 200, "headers": []}


class Endless:
    """A stream that ends only with its client, and what became of it."""

    def __init__(self, *, waiting: bool) -> None:
        self.log: list[str] = []
        self.waiting = waiting

    async def ticks(self) -> AsyncIterator[bytes]:
        try:
            for number in count():
                yield b"data: %d\n\n" % number
                if self.waiting:
                    await asyncio.sleep(0.001)
        finally:
            # Cleaning up takes time, and is waited for.
            await asyncio.sleep(0.01)
            self.log.append("cleaned up")


@pytest.fixture(params=[False, True], ids=["pushing", "waiting"])
def endless(serve: Serve, request: pytest.FixtureRequest) -> Endless:
    """Have a stream that has always another chunk, or that waits between two."""
    stream = Endless(waiting=request.param)

    async def view(_request: HttpRequest) -> StreamingHttpResponse:
        return StreamingHttpResponse(stream.ticks(), content_type="text/event-stream")

    serve(view)
    return stream


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give applications no more than a moment to end."""
    monkeypatch.setattr(_stream, "PATIENCE", 0.05)


# --- Bit by bit ----------------------------------------------------------------------


async def test_a_chunk_is_read_before_the_view_may_write_the_next(serve: Serve) -> None:
    taken = [asyncio.Event() for _ in range(3)]
    written: list[int] = []

    async def content() -> AsyncIterator[bytes]:
        for number, event in enumerate(taken):
            written.append(number)
            yield b"%d" % number
            await event.wait()

    serve(streaming(content()))
    async with AsyncHTTPClient() as client, client.stream("GET", "/") as response:
        number = 0
        async for chunk in response.aiter_raw():
            assert (chunk, written) == (b"%d" % number, [*range(number + 1)])
            taken[number].set()
            number += 1
    assert number == 3


async def test_a_view_does_not_run_far_ahead_of_its_reader(serve: Serve) -> None:
    written = 0

    async def content() -> AsyncIterator[bytes]:
        nonlocal written
        while True:
            written += 1
            yield b"%1024d" % written

    serve(streaming(content()))
    async with AsyncHTTPClient() as client, client.stream("GET", "/") as response:
        chunks = response.aiter_raw()
        for taken in range(1, 20):
            assert int(await anext(chunks)) == taken
            for _ in range(5):
                await asyncio.sleep(0)
            assert 0 < written - taken <= 65


async def test_a_stream_that_ends_is_read_whole() -> None:
    async with AsyncHTTPClient() as client:
        with record_exchanges() as exchanges:
            assert (await client.get("/astream/")).text == "one,two"
    assert (exchanges[0].streamed, exchanges[0].response_body) == (True, b"one,two")


# --- Leaving -------------------------------------------------------------------------


async def test_leaving_the_block_cleans_up_at_once(endless: Endless) -> None:
    async with AsyncHTTPClient() as client:
        for _ in range(10):
            async with client.stream("GET", "/") as response:
                lines = response.aiter_lines()
                assert await anext(lines) == "data: 0"
                left = time.monotonic()
            # It has not waited for as long as a view may take to clean up.
            assert time.monotonic() - left < _stream.PATIENCE
            assert endless.log == ["cleaned up"]
            endless.log.clear()


async def test_leaving_without_reading_cleans_up(endless: Endless) -> None:
    async with AsyncHTTPClient() as client:
        async with client.stream("GET", "/") as response:
            assert response.status_code == 200
            await asyncio.sleep(0.01)
        assert endless.log == ["cleaned up"]


async def test_an_exception_in_the_block_cleans_up(endless: Endless) -> None:
    async with AsyncHTTPClient() as client:

        async def read() -> None:
            async with client.stream("GET", "/") as response:
                await anext(response.aiter_raw())
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await read()
        assert endless.log == ["cleaned up"]


async def test_a_stream_left_open_is_closed_with_the_client(endless: Endless) -> None:
    async with AsyncHTTPClient() as client:
        request = client.build_request("GET", "/")
        response = await client.send(request, stream=True)
        await anext(response.aiter_raw())
    assert endless.log == ["cleaned up"]


async def test_head_of_a_stream_without_an_end_ends(endless: Endless) -> None:
    async with AsyncHTTPClient() as client:
        assert (await client.head("/")).content == b""
    assert endless.log == ["cleaned up"]


async def test_a_request_in_vain_disconnects(endless: Endless) -> None:
    # Not streamed: it would never return.
    async with AsyncHTTPClient() as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.get("/")
    assert endless.log == ["cleaned up"]


async def test_a_view_that_has_not_answered_is_cancelled(serve: Serve) -> None:
    log: list[str] = []

    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            log.append("cancelled")
            raise
        return HttpResponse()

    serve(view)
    async with AsyncHTTPClient() as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.get("/")
        assert log == ["cancelled"]
        with pytest.raises(httpx2.ReadTimeout, match=r"sent nothing for 0.05 seconds"):
            await client.get("/", timeout=0.05)
        assert log == ["cancelled"] * 2


async def test_silence_between_two_chunks_is_a_timeout(serve: Serve) -> None:
    async def content() -> AsyncIterator[bytes]:
        yield b"one"
        await asyncio.Event().wait()

    serve(streaming(content()))
    async with (
        AsyncHTTPClient(timeout=0.5) as client,
        client.stream("GET", "/") as response,
    ):
        chunks = response.aiter_raw()
        assert await anext(chunks) == b"one"
        with pytest.raises(httpx2.ReadTimeout):
            await anext(chunks)


async def test_a_slow_upload_is_no_timeout(serve: Serve) -> None:
    async def body() -> AsyncIterator[bytes]:
        await asyncio.sleep(0.2)
        yield b"late"

    @csrf_exempt
    async def view(request: HttpRequest) -> HttpResponse:
        await asyncio.sleep(0.04)
        return HttpResponse(request.body)

    serve(view)
    async with AsyncHTTPClient(timeout=0.15) as client:
        response = await client.post("/", content=body())
    assert response.text == "late"


@pytest.mark.usefixtures("impatient")
async def test_an_application_that_does_not_end_is_told_of() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await receive()
        await send(START)
        await asyncio.Event().wait()

    async with AsyncHTTPClient(app=app) as client:
        with pytest.raises(TimeoutError, match="the view was still running"):
            async with client.stream("GET", "/"):
                pass


async def test_who_writes_on_after_the_end_is_let_go() -> None:
    log: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await receive()
        await send(START)
        for _ in range(100):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await send({"type": "http.response.body"})
        log.append((await receive())["type"])

    async with (
        AsyncHTTPClient(app=app) as client,
        client.stream("GET", "/") as response,
    ):
        await anext(response.aiter_raw())
    assert log == ["http.disconnect"]


async def test_what_follows_a_response_is_done_before_the_next_request() -> None:
    log: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await receive()
        await send(START)
        await send({"type": "http.response.body", "body": b"done"})
        await asyncio.sleep(0.05)
        log.append("after")

    async with AsyncHTTPClient(app=app) as client:
        assert (await client.get("/")).text == "done"
        assert log == ["after"]


# --- Errors --------------------------------------------------------------------------


async def test_what_a_view_raises_is_a_500_on_request() -> None:
    async with AsyncHTTPClient(raise_app_exceptions=False) as client:
        response = await client.get("/fail/")
    assert response.status_code == 500


async def test_each_of_several_requests_gets_its_own_exception() -> None:
    async with AsyncHTTPClient() as client:
        asked = (client.get("/fail/", params={"text": n}) for n in range(5))
        found = await asyncio.gather(*asked, return_exceptions=True)
    assert [str(error) for error in found] == ["0", "1", "2", "3", "4"]
    assert all(isinstance(error, LookupError) for error in found)


async def test_a_stream_that_fails_raises_where_it_is_read(serve: Serve) -> None:
    serve(failing(b"one"))
    async with AsyncHTTPClient() as client:
        with record_exchanges() as exchanges:
            async with client.stream("GET", "/") as response:
                chunks = response.aiter_raw()
                assert await anext(chunks) == b"one"
                with pytest.raises(LookupError, match="in the stream"):
                    await anext(chunks)
    assert isinstance(exchanges[0].exception, LookupError)


async def test_a_stream_that_fails_is_cut_off_on_request(serve: Serve) -> None:
    serve(failing(b"one"))
    async with AsyncHTTPClient(raise_app_exceptions=False) as client:
        with pytest.raises(httpx2.RemoteProtocolError, match="in the middle"):
            await client.get("/")


async def test_a_failing_upload_is_told_of_once() -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"one"
        raise ZeroDivisionError

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        await send(START)
        while (await receive())["type"] == "http.request":
            pass

    async with (
        AsyncHTTPClient(app=app) as client,
        client.stream("POST", "/", content=body()) as response,
    ):
        with pytest.raises(ZeroDivisionError):
            await response.aread()


async def cancelled(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001  (ASGI passes them)
    """Be cancelled, by nobody who has to do with the client."""
    raise asyncio.CancelledError


async def silent(scope: Any, receive: Any, send: Any) -> None:
    """Return without an answer."""


async def broken(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001  (ASGI passes them)
    """Fail before there is an answer, in no way that Django knows of."""
    raise LookupError("broken")


async def half(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001  (ASGI passes it)
    """Return in the middle of an answer."""
    if scope["type"] == "http":
        await send(START)


async def confused(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001  (ASGI passes it)
    """Begin with the end."""
    if scope["type"] == "http":
        await send({"type": "http.response.body"})


@pytest.mark.parametrize(
    ("app", "error", "message"),
    [
        (silent, RuntimeError, "returned without a response"),
        (broken, LookupError, "broken"),
        (cancelled, asyncio.CancelledError, "^$"),
        (half, RuntimeError, "in the middle of its response"),
        (confused, RuntimeError, "sent http.response.body out of turn"),
    ],
)
async def test_an_application_that_does_wrong_is_told_of(
    app: Any, error: type[BaseException], message: str
) -> None:
    async with AsyncHTTPClient(app=app) as client:
        with pytest.raises(error, match=message):
            await client.get("/")


@pytest.mark.parametrize("app", [silent, broken, cancelled, confused])
async def test_it_is_a_500_on_request(app: Any) -> None:
    async with AsyncHTTPClient(app=app, raise_app_exceptions=False) as client:
        response = await client.get("/")
    assert (response.status_code, response.text) == (500, "Internal Server Error")


# --- Lifespan ------------------------------------------------------------------------


class Living:
    """An application that takes part in its lifespan, and fails where it is told to."""

    def __init__(self, failing_at: str = "", error: Exception | None = None) -> None:
        self.log: list[str] = []
        self.failing_at = failing_at
        self.error = error

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            self.log.append(f"request with {scope['state']}")
            scope["state"]["own"] = True
            await send({**START, "status": 204})
            await send({"type": "http.response.body"})
            return
        for phase in ("startup", "shutdown"):
            assert await receive() == {"type": f"lifespan.{phase}"}
            self.log.append(phase)
            scope["state"]["pool"] = 1
            if phase == self.failing_at:
                if self.error is not None:
                    raise self.error
                failed = {"type": f"lifespan.{phase}.failed", "message": "no database"}
                await send(failed)
                return
            await send({"type": f"lifespan.{phase}.complete"})


async def test_an_application_is_started_up_once_and_shut_down() -> None:
    app = Living()
    async with AsyncHTTPClient(app=app) as client:
        assert app.log == ["startup"]
        await asyncio.gather(client.get("/"), client.get("/"))
    requests = ["request with {'pool': 1}"] * 2
    assert app.log == ["startup", *requests, "shutdown"]


async def test_a_client_that_is_not_entered_starts_it_up_as_well() -> None:
    app = Living()
    client = AsyncHTTPClient(app=app)
    await asyncio.gather(client.get("/"), client.get("/"))
    await client.aclose()
    assert [*map(str.split, app.log)][::3] == [["startup"], ["shutdown"]]


@pytest.mark.parametrize("phase", ["startup", "shutdown"])
async def test_a_lifespan_that_fails_is_told_of(phase: str) -> None:
    with pytest.raises(RuntimeError, match=f"{phase} of the .* failed: no database"):
        async with AsyncHTTPClient(app=Living(phase)):
            pass


@pytest.mark.parametrize("phase", ["startup", "shutdown"])
async def test_what_a_lifespan_raises_is_raised(phase: str) -> None:
    with pytest.raises(ZeroDivisionError):
        async with AsyncHTTPClient(app=Living(phase, ZeroDivisionError())):
            pass


async def test_what_a_lifespan_raises_is_left_to_itself_on_request() -> None:
    app = Living("shutdown", ZeroDivisionError())
    async with AsyncHTTPClient(app=app, raise_app_exceptions=False) as client:
        await client.get("/")
    assert app.log[-1] == "shutdown"


@pytest.mark.usefixtures("impatient")
async def test_a_shutdown_without_an_end_is_told_of() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "lifespan"
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError, match="has not shut down"):
        async with AsyncHTTPClient(app=app):
            pass
