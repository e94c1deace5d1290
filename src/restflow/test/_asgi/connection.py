"""One request to an ASGI application, and its response while it is being written."""

from __future__ import annotations

import asyncio
import gc
from traceback import walk_tb
from typing import Any, cast
from weakref import ref

from django.core.handlers.asgi import ASGIHandler

from restflow.test._asgi.httpx import httpx
from restflow.test._client import stream
from restflow.test._database.turns import has_own_thread
from restflow.test._exchanges.body import Recorded
from restflow.test._exchanges.exchange import Exchange
from restflow.test._handler.apart import request_context
from restflow.test._handler.chunks import Buffer
from restflow.test._handler.overlap import under_way


class Connection:
    """A client's end of one request.

    Attributes:
        status: The status of the response, or 0 before it has begun.
        headers: Its headers.
    """

    def __init__(
        self, request: httpx.Request, exchange: Exchange, *, raising: bool
    ) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._request = request
        self._exchange = exchange
        self._raising = raising
        # httpx has refused streams that are synchronous only.
        self._upload = aiter(cast("httpx.AsyncByteStream", request.stream))
        self._sent = Recorded(exchange, "request_body")
        self._read = Recorded(exchange, "response_body")
        self._upload_error: Exception | None = None
        self._told: BaseException | None = None
        self._listener: asyncio.Task[Any] | None = None
        self._is_uploading = self._is_uploaded = False
        self._written = Buffer()
        self._is_complete = False
        self._is_streamed = False
        self._is_left = False
        self._has_news = asyncio.Event()
        self._is_disconnected = asyncio.get_running_loop().create_future()

    def open(self, app: Any, scope: dict[str, Any]) -> None:
        """Call the application."""

        async def send(message: Any) -> None:
            await self._send(message)

        async def call(send: Any) -> None:
            with under_way() as overlaps:
                # An application sees to it, unless a test's connections are shared.
                has_own_thread.set(overlaps)
                await app(scope, self._receive, send)

        # As long as this is alive, so is whatever the application has called with it.
        self._held = ref(send)
        self._task = asyncio.create_task(call(send), context=request_context())
        self._task.add_done_callback(lambda _task: self._has_news.set())

    # --- The client's side ---

    async def begin(self) -> None:
        """Wait for the response to begin."""
        __tracebackhide__ = True
        while not self.status:
            if self._task.done():
                self._raise()
                self._refuse("The ASGI application returned without a response.")
                self._answer_for_it()
            else:
                await self._news()

    def note_start(self) -> None:
        """Note the status and the headers of the response."""
        received = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in self.headers]
        self._exchange.status, self._exchange.response_headers = self.status, received
        names = {name.lower() for name, _ in received}
        is_whole = self._is_complete and not self._is_streamed
        self._exchange.streamed = not (is_whole or "content-length" in names)

    def _answer_for_it(self) -> None:
        """Answer as servers do for an application that fails."""
        self.status, self._is_complete = 500, True
        self.headers = [(b"content-type", b"text/plain; charset=utf-8")]
        self._written.add(b"Internal Server Error")

    async def next_chunk(self) -> bytes | None:
        """Return what the application sends next, or None at the end."""
        __tracebackhide__ = True
        while not self._written:
            if self._is_complete:
                # What it does after its response is done before the next request.
                await asyncio.wait({self._task})
                self._raise()
                return None
            if self._has_no_body:
                return None
            if self._task.done():
                self._raise_incomplete()
            await self._news()
        chunk = self._written.take()
        self._read.add(chunk)
        return chunk

    def _raise_incomplete(self) -> None:
        self._raise()
        said = "The ASGI application returned in the middle of its response."
        self._refuse(said)
        raise httpx.RemoteProtocolError(said, request=self._request)

    async def close(self, *, quiet: bool) -> None:
        """Disconnect, wait for the application to end, and raise what it raised.

        Args:
            quiet: Don't, as there is another exception already.

        Raises:
            TimeoutError: It has not ended within five seconds.
        """
        self._is_left = True
        self._disconnect()
        done, _ = await asyncio.wait({self._task}, timeout=stream.PATIENCE)
        self._sent.complete()
        self._read.complete()
        if not done:
            self._task.cancel()
            raise TimeoutError(
                f"{stream.PATIENCE:g} seconds after its client had disconnected, the "
                "view was still running. It may catch asyncio.CancelledError, or block."
            )
        if (end := getattr(self._upload, "aclose", None)) is not None:
            await end()
        if not self._is_complete:
            await self._drop_response()
        await stream.generators_closed()
        if not quiet:
            self._raise()

    async def _drop_response(self) -> None:
        """Have the response dropped now, and not when garbage is collected some day.

        Django's handler closes no generator of a response that is left half way. It is
        told of the disconnect by an exception, whose traceback keeps the handler.
        """
        listener, self._listener = self._listener, None
        if listener is not None and listener is not self._task and listener.done():
            error = None if listener.cancelled() else listener.exception()
            if error is not None:
                error.__traceback__ = None
        # Callbacks of a task that has ended just now hold it until they are called.
        listener = error = None
        await asyncio.sleep(0)
        if self._held() is not None:
            # It is alive. To look through all that there is takes a tenth of a second.
            gc.collect()

    async def _news(self) -> None:
        """Wait until the application has sent something, or has ended."""
        __tracebackhide__ = True
        self._has_news.clear()
        seconds: float | None = self._request.extensions.get("timeout", {}).get("read")
        try:
            async with asyncio.timeout(seconds):
                await self._has_news.wait()
        except TimeoutError:
            if not (self._is_uploading or self._has_news.is_set()):
                raise httpx.ReadTimeout(
                    f"The ASGI application sent nothing for {seconds or 0:g} seconds.",
                    request=self._request,
                ) from None
        if self._upload_error is not None:
            self._tell(self._upload_error)

    def _raise(self) -> None:
        """Raise what the application raised, or the body of its request."""
        __tracebackhide__ = True
        if self._upload_error is not None:
            self._tell(self._upload_error)
        if self._task.cancelled():
            if self._raising and not self._is_left:
                self._task.result()
            return
        error = self._task.exception()
        if error is not None:
            _close_body_file(error)
            if self._raising:
                self._exchange.exception = error
                self._tell(error)

    def _tell(self, error: BaseException) -> None:
        """Raise an exception, but not again when the connection is closed."""
        __tracebackhide__ = True
        if not (self._is_left and self._told is error):
            self._told = error
            raise error

    def _refuse(self, reason: str) -> None:
        if self._raising:
            self._exchange.exception = RuntimeError(reason)
            raise self._exchange.exception

    @property
    def _has_no_body(self) -> bool:
        if self._request.method == "HEAD" or self.status in (204, 304):
            return True
        return httpx.codes.is_informational(self.status)

    # --- The application's side ---

    def _disconnect(self) -> None:
        if not self._is_disconnected.done():
            self._is_disconnected.set_result(None)
        self._written.close()

    async def _receive(self) -> dict[str, Any]:
        if not (self._is_uploaded or self._is_disconnected.done()):
            chunk = await self._uploaded()
            if not self._is_disconnected.done():
                self._sent.add(chunk)
                more = not self._is_uploaded
                return {"type": "http.request", "body": chunk, "more_body": more}
        self._listener = asyncio.current_task()
        await asyncio.wait({self._is_disconnected})
        return {"type": "http.disconnect"}

    async def _uploaded(self) -> bytes:
        """Return what the test sends next, if it does before the connection ends."""
        self._is_uploading = True
        reading = asyncio.create_task(self._read_upload())
        try:
            await asyncio.wait(
                {reading, self._is_disconnected}, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            self._is_uploading = False
            # From now on the application is expected to say something.
            self._has_news.set()
            if not reading.done():
                reading.cancel()
                await asyncio.wait({reading})
        return b"" if reading.cancelled() else reading.result()

    async def _read_upload(self) -> bytes:
        try:
            return await anext(self._upload)
        except StopAsyncIteration:
            self._is_uploaded = True
            self._sent.complete()
        except Exception as error:  # noqa: BLE001  (it is raised in the test)
            self._upload_error = error
            self._disconnect()
        return b""

    async def _send(self, message: Any) -> None:
        kind: str = message["type"]
        if kind == "http.response.start" and not self.status:
            self.headers = [(bytes(n), bytes(v)) for n, v in message.get("headers", ())]
            self.status = message["status"]
            self._has_news.set()
        elif kind == "http.response.body" and self.status and not self._is_complete:
            chunk: bytes = message.get("body", b"")
            await self._send_body(bytes(chunk), more=message.get("more_body", False))
        else:
            raise RuntimeError(f"The ASGI application sent {kind} out of turn.")

    async def _send_body(self, chunk: bytes, *, more: bool) -> None:
        # Also if the upload has failed: then nobody reads on.
        has_reader = not (self._is_disconnected.done() or self._has_no_body)
        is_wanted = bool(chunk) and has_reader
        if is_wanted:
            self._written.add(chunk)
        self._is_streamed |= more
        if not more:
            self._is_complete = True
            self._disconnect()
        self._has_news.set()
        if more and is_wanted:
            # It goes on, as over a socket, until that is full.
            await self._written.room()
        elif more:
            await asyncio.sleep(0)


def _close_body_file(error: BaseException) -> None:
    """Close the body that Django's handler leaves open when a stream fails."""
    for frame, _ in walk_tb(error.__traceback__):
        if frame.f_code is ASGIHandler.handle.__code__:
            frame.f_locals["body_file"].close()
