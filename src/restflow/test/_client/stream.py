"""Responses that are read while the view is still writing them.

The request is handled in a task. Leaving in the middle cancels it, which is what
Django's ASGI handler does when a client disconnects.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from restflow.test._client.events import ServerSentEvent, read_events, read_lines
from restflow.test._database.lines import closes_a_generator
from restflow.test._exchanges.exchange import Exchange
from restflow.test._exchanges.recording import from_scope, note_sent, note_start
from restflow.test._handler.capture import Captured
from restflow.test._handler.chunks import Buffer
from restflow.test._handler.django import close_stream
from restflow.test._handler.overlap import handled

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase, ResponseHeaders

    from restflow.test._database.queries import Query
    from restflow.test._handler.handler import ForceAuthAsyncClientHandler

# How long a view may take to clean up after its client has gone, in seconds.
PATIENCE = 5.0
_OF_HTTPX = {
    "aiter_lines": "lines()",
    "aiter_bytes": "async for chunk in response",
    "aiter_raw": "async for chunk in response",
    "aread": "read()",
}


class StreamedResponse:
    """A response whose body arrives bit by bit.

    You can read the body once, in one of four ways. `async for` over the response gives
    chunks as the view writes them, `lines()` gives text, `events()` server-sent events,
    and `read()` the rest of the body. You can stop reading and go on later. After
    `lines()` or `events()`, reading chunks raises a RuntimeError, because a part of the
    next chunk may be in an incomplete line.

    Attributes:
        status_code: The HTTP status.
        headers: The headers, by case-insensitive name.
        queries: The database queries of the request so far, as in
            `ClientResponse.queries`. Queries that the test makes while it reads are not
            among them.

    Since:
        0.1.0.
    """

    def __init__(
        self, connection: Connection, response: HttpResponseBase, queries: list[Query]
    ) -> None:
        self._connection = connection
        self.queries = queries
        self.status_code: int = response.status_code
        self.headers: ResponseHeaders = response.headers
        self._lines: AsyncIterator[str] | None = None
        self._events: AsyncIterator[ServerSentEvent] | None = None

    def __getattr__(self, name: str) -> NoReturn:
        # What httpx calls it.
        instead = _OF_HTTPX.get(name)
        hint = f" Write `{instead}`." if instead else ""
        raise AttributeError(f"A StreamedResponse has no {name!r}.{hint}")

    def __aiter__(self) -> AsyncIterator[bytes]:
        if self._lines is not None:
            raise RuntimeError(
                "The body is being read by lines() or events(), which may hold a part "
                "of it already. Read on with the same method."
            )
        return self._chunks()

    async def _chunks(self) -> AsyncIterator[bytes]:
        while (chunk := await self._connection.next_chunk()) is not None:
            yield chunk

    def lines(self) -> AsyncIterator[str]:
        """Return the lines of the body, decoded as UTF-8, without their ends.

        Every call returns the same iterator, which goes on where it was left.
        """
        if self._lines is None:
            self._lines = read_lines(self._chunks())
        return self._lines

    def events(self) -> AsyncIterator[ServerSentEvent]:
        """Return the server-sent events of the body, one by one.

        Every call returns the same iterator, which goes on where it was left.
        """
        if self._events is None:
            self._events = read_events(self.lines())
        return self._events

    async def read(self) -> bytes:
        """Return the rest of the body. An endless stream never returns.

        Raises:
            RuntimeError: `lines()` or `events()` has begun to read it.
        """
        return b"".join([chunk async for chunk in self])


class Connection:
    """A client's end of one request."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._response: HttpResponseBase | None = None
        self._task: asyncio.Task[None] | None = None
        self._written = Buffer()
        self._is_left = False
        self._is_over = False
        self._has_news = asyncio.Event()

    async def open(
        self, handler: ForceAuthAsyncClientHandler, scope: dict[str, Any]
    ) -> HttpResponseBase:
        """Send the request, and return the response that the view began."""
        self._task = asyncio.create_task(self._handle(handler, scope))
        self._task.add_done_callback(lambda _task: self._has_news.set())
        while self._response is None:
            await self._news()
        return self._response

    async def _handle(
        self, handler: ForceAuthAsyncClientHandler, scope: dict[str, Any]
    ) -> None:
        await handled(partial(self._write, handler), scope)

    async def _write(
        self, handler: ForceAuthAsyncClientHandler, scope: dict[str, Any]
    ) -> None:
        response = self._response = await handler(scope)
        self._has_news.set()
        if response.streaming:
            async for chunk in response:
                await self._send(chunk)
        else:
            await self._send(response.content)

    async def _send(self, chunk: bytes) -> None:
        if not chunk or self._is_left:
            return
        self._written.add(chunk)
        self._has_news.set()
        # The view goes on, as over a socket, until that is full.
        await self._written.room()

    async def next_chunk(self) -> bytes | None:
        """Return what the view writes next, or None at the end."""
        while not self._written:
            if self._of_task().done():
                self._raise()
                return None
            await self._news()
        chunk = self._written.take()
        self._exchange.response_body += chunk
        return chunk

    async def _news(self) -> None:
        """Wait until the view has written something, or has ended."""
        self._has_news.clear()
        if self._of_task().done() and self._response is None:
            self._raise()
        await self._has_news.wait()

    def _raise(self) -> None:
        """Raise what the view raised, once."""
        task = self._of_task()
        # Cancelled by leaving; a view that was cancelled before that has failed.
        if self._is_over or (self._is_left and task.cancelled()):
            return
        self._is_over = True
        if not task.cancelled():
            self._exchange.exception = task.exception()
        task.result()

    def _of_task(self) -> asyncio.Task[None]:
        assert self._task is not None  # noqa: S101  (it was opened)
        return self._task

    async def close(self, *, quiet: bool) -> None:
        """Disconnect, wait for the view to clean up, and raise what it raised.

        Args:
            quiet: Don't, as there is another exception already.

        Raises:
            TimeoutError: It has not cleaned up within five seconds.
        """
        # The view may be about to go on, as its last chunk was taken just now.
        await asyncio.sleep(0)
        self._is_left = True
        self._of_task().cancel()
        done, _ = await asyncio.wait({self._of_task()}, timeout=PATIENCE)
        if not done:
            raise TimeoutError(
                f"{PATIENCE:g} seconds after its client had disconnected, the view was "
                "still running. It may catch asyncio.CancelledError, or block."
            )
        # The response is still in use, and so is the generator that it reads from. The
        # generators within that one are dropped when it is closed.
        await close_stream(self._response)
        await generators_closed()
        if not quiet:
            self._raise()


async def generators_closed() -> None:
    """Wait for generators that were dropped half way: asyncio closes them in tasks."""
    # This may itself be called by one that is being closed.
    own = asyncio.current_task()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while True:
                await asyncio.sleep(0)
                tasks = asyncio.all_tasks() - {own}
                closing = [task for task in tasks if closes_a_generator(task)]
                if not closing:
                    return
                await asyncio.wait(closing)


@asynccontextmanager
async def streaming(
    handler: ForceAuthAsyncClientHandler,
    scope: dict[str, Any],
    body: bytes,
    *,
    raising: bool,
) -> AsyncGenerator[tuple[HttpResponseBase, StreamedResponse]]:
    """Send a request, give the response twice, and disconnect in the end.

    Yields:
        The view's own response, and the one to be read.
    """
    exchange = from_scope(scope, body)
    note_sent(exchange)
    connection = Connection(exchange)
    try:
        # The view's task goes on in this context; what the test does isn't captured.
        with Captured() as captured:
            response = await connection.open(handler, scope)
        if captured.exception is not None and raising:
            exchange.exception = captured.exception
            raise captured.exception  # noqa: TRY301  (the connection has to be closed)
        note_start(exchange, response)
        exchange.streamed = True
        yield response, StreamedResponse(connection, response, captured.queries)
    except BaseException:
        await connection.close(quiet=True)
        raise
    await connection.close(quiet=False)
