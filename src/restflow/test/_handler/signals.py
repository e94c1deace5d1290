"""The signals around a request, sent only if a receiver is connected.

Django's test client disconnects `close_old_connections`, which would close the test's
own connection, and connects it again after sending. Two requests at a time then disturb
each other. Here it is left out of what is sent, and stays connected.

What is left of Django's own receivers rarely has anything to do. The thread is spared
where that is certain; the other tasks get their turn as if it had been visited.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from asgiref.sync import sync_to_async
from django.core.cache import BaseCache, caches, close_caches
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import reset_urlconf
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, reset_queries
from django.dispatch import Signal
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils.module_loading import import_string

from restflow.test._database.both_ways import is_async, off_loop
from restflow.test._database.queries import opened
from restflow.test._handler.django import (
    closers,
    has_uploads,
    live_receivers,
    sender_at_close,
)

Receiver = Callable[..., Any]

_lock = threading.Lock()
_muting = 0


def _queries_are_logged() -> bool:
    return any(connection.queries_log for connection in opened())


def _receivers(signal: Signal, sender: Any) -> list[Receiver]:
    found = live_receivers(signal, sender)
    return [receiver for receiver in found if receiver is not close_old_connections]


async def send_started(sender: Any, scope: dict[str, Any]) -> None:
    """Send `request_started`, as Django's client does."""
    receivers = _receivers(request_started, sender)
    if any(receiver is not reset_queries for receiver in receivers) or (
        receivers and _queries_are_logged()
    ):
        signal = Signal()
        for receiver in receivers:
            signal.connect(_passing_for(request_started, receiver), weak=False)
        await signal.asend(sender=sender, scope=scope)
    else:
        await asyncio.sleep(0)


def _passing_for(signal: Signal, receiver: Receiver) -> Receiver:
    """Have a receiver see the signal that it was connected to."""

    def receive(**kwargs: Any) -> Any:
        return receiver(**{**kwargs, "signal": signal})

    async def areceive(**kwargs: Any) -> Any:
        return await receiver(**{**kwargs, "signal": signal})

    return areceive if is_async(receiver) else receive


async def close(response: HttpResponseBase, request: ASGIRequest) -> None:
    """Close a response, which sends `request_finished`, as Django's client does."""
    if _closes_at_once(response, request):
        # What `HttpResponseBase.close` does.
        with suppress(Exception):
            request.close()
        closers(response).clear()
        response.closed = True
        reset_urlconf(sender=None)
        await asyncio.sleep(0)
    else:
        await sync_to_async(_close, thread_sensitive=False)(response)


def _closes_at_once(response: HttpResponseBase, request: ASGIRequest) -> bool:
    """Tell whether all that closing a response does is known to be done at once."""
    receivers = _receivers(request_finished, sender_at_close(response))
    return (
        {*receivers} == {close_caches, reset_urlconf}
        and type(response).close is HttpResponseBase.close
        and closers(response) == [request.close]
        # Uploaded files are closed with the request.
        and not has_uploads(request)
        and all(map(_has_nothing_to_close, caches.settings.values()))
    )


def _has_nothing_to_close(cache: dict[str, Any]) -> bool:
    # By its class: finding out whether it was used at all takes longer.
    try:
        return import_string(cache["BACKEND"]).close is BaseCache.close
    except (ImportError, KeyError):
        return False


def _close(response: HttpResponseBase) -> None:
    with muted_finish():
        receivers = _receivers(request_finished, sender_at_close(response))
        if any(map(is_async, receivers)):
            # They are run on a loop of their own, as under a server.
            off_loop(response.close)
        else:
            response.close()


async def no_chunks() -> AsyncIterator[bytes]:
    """Give the chunks of an asynchronous stream whose content is not sent."""
    return
    yield b""


async def until_closed(
    response: StreamingHttpResponse, chunks: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """Give the chunks of an asynchronous stream, which is closed after the last."""
    try:
        async for chunk in chunks:
            yield chunk
    finally:
        _close(response)


class UntilClosed:
    """The chunks of a stream, which is closed after the last of them.

    The generator of Django's client also closes one that was left half way, when the
    garbage is collected: in the midst of whatever runs then. If that is a signal being
    sent, it holds the lock that closing waits for, and the thread waits for ever.
    """

    def __init__(self, response: StreamingHttpResponse) -> None:
        self._response = response
        self._chunks: Iterator[bytes] = response.streaming_content  # type: ignore[assignment]

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except BaseException:
            if not self._response.closed:
                _close(self._response)
            raise


@contextmanager
def muted_finish() -> Generator[None]:
    """Keep `close_old_connections` from closing connections.

    Several threads may be here at a time; the last one to leave connects it again.
    """
    global _muting  # noqa: PLW0603  (signals are the process's)
    with _lock:
        _muting += 1
        request_finished.disconnect(close_old_connections)
    try:
        yield
    finally:
        with _lock:
            _muting -= 1
            if not _muting:
                request_finished.connect(close_old_connections)
