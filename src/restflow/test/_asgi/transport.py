"""How an httpx client reaches an ASGI application: both run side by side.

httpx's own transport calls the application, and has the response when it returns. Here
the application is a task, so that its response is read while it is being written.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Self

from restflow.test._asgi.connection import Connection
from restflow.test._asgi.httpx import httpx
from restflow.test._asgi.lifespan import Lifespan
from restflow.test._exchanges.recording import from_scope, sending
from restflow.test._handler.capture import Captured

_PORTS = {"http": 80, "https": 443}


class Transport(httpx.AsyncBaseTransport):
    """Sends the requests of an httpx client to an ASGI application.

    Args:
        app: The application.
        raising: Raise what the application raises.
    """

    def __init__(self, app: Any, *, raising: bool) -> None:
        self._app = app
        self._raising = raising
        self._lifespan: Lifespan | None = None
        self._connections: set[Connection] = set()

    async def __aenter__(self) -> Self:
        await self._started()
        return self

    async def _started(self) -> Lifespan:
        if self._lifespan is None:
            self._lifespan = Lifespan(self._app, raising=self._raising)
        await self._lifespan.start()
        return self._lifespan

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        __tracebackhide__ = True
        scope = _scope(request)
        if (state := (await self._started()).state) is not None:
            scope["state"] = state.copy()
        exchange = from_scope(scope, b"")
        with sending(exchange):
            # The application's task goes on in this context.
            with Captured() as captured:
                connection = Connection(request, exchange, raising=self._raising)
                connection.open(self._app, scope)
            self._connections.add(connection)
            try:
                await connection.begin()
                if captured.exception is not None and self._raising:
                    raise captured.exception  # noqa: TRY301  (it has to be closed)
            except BaseException:
                await self.close(connection, quiet=True)
                raise
        connection.note_start()
        return httpx.Response(
            connection.status,
            headers=connection.headers,
            stream=_Body(self, connection),
            extensions={"http_version": b"HTTP/1.1"},
        )

    async def close(self, connection: Connection, *, quiet: bool = False) -> None:
        """Close a connection, if it is open.

        Args:
            connection: The connection.
            quiet: Don't raise what the application raised.
        """
        if connection in self._connections:
            self._connections.remove(connection)
            await connection.close(quiet=quiet)

    async def aclose(self) -> None:
        """Close all connections, and shut the application down."""
        try:
            for connection in [*self._connections]:
                await self.close(connection)
        finally:
            if self._lifespan is not None:
                await self._lifespan.stop()


class _Body(httpx.AsyncByteStream):
    """The body of a response."""

    def __init__(self, transport: Transport, connection: Connection) -> None:
        self._transport = transport
        self._connection = connection

    async def __aiter__(self) -> AsyncIterator[bytes]:
        __tracebackhide__ = True
        while (chunk := await self._connection.next_chunk()) is not None:
            yield chunk

    async def aclose(self) -> None:
        __tracebackhide__ = True
        await self._transport.close(self._connection)


def _scope(request: httpx.Request) -> dict[str, Any]:
    """Return the scope that an ASGI server would make of a request."""
    url = request.url
    if url.scheme not in _PORTS:
        raise httpx.UnsupportedProtocol(
            f"AsyncHTTPClient sends requests to http:// and https://, not to {url}.",
            request=request,
        )
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 0),
        "server": (url.host, url.port or _PORTS[url.scheme]),
    }
