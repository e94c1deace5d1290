"""Recording what Django's test clients send, and what comes back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from time import perf_counter
from typing import Any, TypeVar, cast
from urllib.parse import quote

from django.http import HttpHeaders, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import AsyncClient, Client
from django.test.client import FakePayload

from restflow.test._exchanges.exchange import Exchange

R = TypeVar("R")

_BODY_KEYS = ("wsgi.input", "_body_file")
# Django's clients send these without a value where there is none.
_MAY_BE_EMPTY = ("Content-Length", "Content-Type", "Cookie")


_recordings: list[list[Exchange]] = []
_of_servers: list[list[Exchange]] = []
_originals: dict[type[Any], Callable[..., Any]] = {}


@contextmanager
def record_exchanges(*, served: bool = False) -> Generator[list[Exchange]]:
    """Collect what every Django test client in this process sends and receives.

    It also records the clients of Django and of Django REST framework, and each
    redirect that is followed. A request is in the list as soon as it is sent.

    Args:
        served: Collect what live servers of restflow answer in this process, too.

    Yields:
        The exchanges so far, in the order in which they were sent. The list does not
        change after the block.

    Since:
        0.1.0.
    """
    exchanges: list[Exchange] = []
    if not _recordings:
        _watch()
    _recordings.append(exchanges)
    if served:
        _of_servers.append(exchanges)
    try:
        yield exchanges
    finally:
        # By identity: two recordings may hold equal lists.
        _recordings[:] = [kept for kept in _recordings if kept is not exchanges]
        _of_servers[:] = [kept for kept in _of_servers if kept is not exchanges]
        if not _recordings:
            _unwatch()


def _watch() -> None:
    # The methods that every request of Django's clients passes, subclasses included.
    wrappers: list[tuple[type[Any], Callable[..., Any]]] = [
        (Client, _recorded),
        (AsyncClient, _arecorded),
    ]
    for client, wrapper in wrappers:
        _originals[client] = client.request
        client.request = wrapper(client.request)


def _unwatch() -> None:
    for client, original in _originals.items():
        client.request = original
    _originals.clear()


def _recorded(send: Callable[..., Any]) -> Callable[..., Any]:
    def request(self: Any, **request: Any) -> Any:
        __tracebackhide__ = True
        body = _read_body(request)
        exchange = _from_environ(self._base_environ(**request), body)
        with sending(exchange):
            response = send(self, **request)
            _complete(exchange, response)
        return response

    return request


def _arecorded(send: Callable[..., Any]) -> Callable[..., Any]:
    async def request(self: Any, **request: Any) -> Any:
        __tracebackhide__ = True
        return await recorded(self, partial(send, self), request)

    return request


async def recorded(
    client: Any, send: Callable[..., Awaitable[R]], request: dict[str, Any]
) -> R:
    """Send the request of an asynchronous client, and show it to whoever records."""
    __tracebackhide__ = True
    if not _recordings:
        return await send(**request)
    body = _read_body(request)
    scope = client._base_scope(**_copied(request))  # noqa: SLF001  (Django's own name)
    exchange = from_scope(scope, body)
    with sending(exchange):
        response: Any = await send(**request)
        _complete(exchange, response)
    return cast("R", response)


def _copied(request: dict[str, Any]) -> dict[str, Any]:
    # Django's client appends to the list of headers that it is given.
    return {**request, "headers": list(request.get("headers", []))}


def _read_body(request: dict[str, Any]) -> bytes:
    """Return the body, and leave one that is still to be read in its place."""
    for key in _BODY_KEYS:
        if key in request:
            body: bytes = request[key].read()
            request[key] = FakePayload(body)
            return body
    return b""


def note_sent(exchange: Exchange) -> None:
    """Show an exchange to whoever records."""
    for recording in _recordings:
        recording.append(exchange)


def note_end(exchange: Exchange) -> None:
    """Note how long it took until the response was there, or the exception."""
    if exchange.duration is None:
        exchange.duration = perf_counter() - exchange.sent


def note_served(exchange: Exchange) -> None:
    """Show an exchange of a live server to whoever records those as well."""
    exchange.served = True
    for recording in _of_servers:
        recording.append(exchange)


@contextmanager
def sending(exchange: Exchange) -> Generator[None]:
    """Show an exchange to whoever records, and note the exception that ends it."""
    note_sent(exchange)
    try:
        yield
    except BaseException as error:
        exchange.exception = error
        raise
    finally:
        note_end(exchange)


def _from_environ(environ: Mapping[str, Any], body: bytes) -> Exchange:
    headers = {
        name: value
        for name, value in HttpHeaders(environ).items()
        if value or name not in _MAY_BE_EMPTY
    }
    scheme = environ.get("wsgi.url_scheme", "http")
    port = environ["SERVER_PORT"]
    default = port == ("443" if scheme == "https" else "80")
    name = environ["SERVER_NAME"]
    headers.setdefault("Host", name if default else f"{name}:{port}")
    if not body:
        headers.pop("Content-Length", None)
    path = quote(f"{environ['SCRIPT_NAME']}{environ['PATH_INFO']}".encode("latin-1"))
    return Exchange(
        method=environ["REQUEST_METHOD"],
        url=_url(scheme, headers["Host"], path, environ.get("QUERY_STRING", "")),
        request_headers=headers,
        request_body=body,
    )


def from_scope(scope: Mapping[str, Any], body: bytes) -> Exchange:
    """Return the exchange that a request begins."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        # Django's own client has sent underscores, until 5.2.13.
        name = raw_name.decode().replace("_", "-").title()
        value = raw_value.decode("latin-1")
        if value or name not in _MAY_BE_EMPTY:
            headers[name] = f"{headers[name]},{value}" if name in headers else value
    host: str = headers.get("Host") or scope["server"][0]
    query = scope.get("query_string", "")
    return Exchange(
        method=scope["method"],
        url=_url(scope["scheme"], host, quote(scope["path"]), query),
        request_headers=headers,
        request_body=body,
    )


def _url(scheme: str, host: str, path: str, query: str | bytes) -> str:
    text = query.decode() if isinstance(query, bytes) else query
    # What is encoded stays so; the rest of what a query may hold is RFC 3986's.
    encoded = quote(text, safe="%!$&'()*+,;=:@/?-._~")
    return f"{scheme}://{host}{path}{'?' if encoded else ''}{encoded}"


def note_start(exchange: Exchange, response: HttpResponseBase) -> None:
    """Note the status and the headers of a response."""
    note_end(exchange)
    exchange.status = response.status_code
    exchange.response_headers = list(response.items())
    for morsel in response.cookies.values():
        exchange.response_headers.append(("Set-Cookie", morsel.OutputString()))


def _complete(exchange: Exchange, response: HttpResponseBase) -> None:
    note_start(exchange, response)
    if isinstance(response, StreamingHttpResponse):
        _record_stream(exchange, response)
    else:
        exchange.response_body = getattr(response, "content", b"")


def _record_stream(exchange: Exchange, response: StreamingHttpResponse) -> None:
    exchange.streamed = True
    chunks: Any = response.streaming_content
    if response.is_async:

        async def arecorded() -> AsyncIterator[bytes]:
            async for chunk in chunks:
                exchange.response_body += chunk
                yield chunk

        response.streaming_content = arecorded()
    else:

        def keep(chunk: bytes) -> bytes:
            exchange.response_body += chunk
            return chunk

        # Not a generator: Django would close it while it is running.
        response.streaming_content = map(keep, chunks)
