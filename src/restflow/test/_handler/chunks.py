"""Chunks of a streaming response: those between a view and its client, and all others.

A synchronous view may stream from a synchronous generator. Django's client hands that
out as it is, so that a test has to know which kind it has got. Here asynchronous code
can read both.
"""

from __future__ import annotations

import asyncio
import warnings
from collections import deque
from collections.abc import AsyncIterator
from functools import cache
from typing import Any

from django.http import StreamingHttpResponse

from restflow.test._handler.apart import ChunksApart, RequestContext, SyncChunksApart

_SYNCHRONOUS = (
    "StreamingHttpResponse must consume synchronous iterators in order to serve them "
    "asynchronously. Use an asynchronous iterator instead."
)
_CONTENT: Any = vars(StreamingHttpResponse)["streaming_content"]
# How many bytes a view is ahead of its client at most, as under uvicorn.
AHEAD = 64 * 1024
# On a response: the context that its request was handled in.
_CONTEXT = "_restflow_context"


@cache
def _readable(cls: type[StreamingHttpResponse]) -> type[StreamingHttpResponse]:
    def streaming_content(self: StreamingHttpResponse) -> Any:
        chunks: Any = _CONTENT.fget(self)
        kind: Any = ChunksApart if self.is_async else SyncChunksApart
        return kind(chunks, vars(self)[_CONTEXT])

    def read(self: StreamingHttpResponse) -> AsyncIterator[bytes]:
        if not self.is_async:
            # As Django warns, who then consumes the stream at once, as a server would.
            warnings.warn(_SYNCHRONOUS, Warning, stacklevel=2)
        return aiter(self.streaming_content)  # type: ignore[arg-type]

    members = {
        "__aiter__": read,
        "streaming_content": property(streaming_content, _CONTENT.fset),
        "__module__": cls.__module__,
    }
    return type(cls.__name__, (cls,), members)


def make_readable(response: StreamingHttpResponse, context: RequestContext) -> None:
    """Have `async for` work over `streaming_content`, whatever the view streams.

    Args:
        response: The response.
        context: What its request was handled in, and its chunks are made in.
    """
    vars(response)[_CONTEXT] = context
    response.__class__ = _readable(type(response))


class Buffer:
    """What a view has written and its client has not read, as a socket holds it."""

    def __init__(self) -> None:
        self._chunks: deque[bytes] = deque()
        self._size = 0
        self._has_room = asyncio.Event()
        self._is_closed = False

    def __bool__(self) -> bool:
        return bool(self._chunks)

    def add(self, chunk: bytes) -> None:
        self._chunks.append(chunk)
        self._size += len(chunk)

    def take(self) -> bytes:
        chunk = self._chunks.popleft()
        self._size -= len(chunk)
        self._has_room.set()
        return chunk

    async def room(self) -> None:
        """Wait until the view may go on."""
        while self._size > AHEAD and not self._is_closed:
            self._has_room.clear()
            await self._has_room.wait()

    def close(self) -> None:
        """Let the view go on, as nobody reads any more."""
        self._is_closed = True
        self._has_room.set()
