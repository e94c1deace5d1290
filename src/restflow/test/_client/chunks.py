"""Chunks of a streaming response that asynchronous code can read in either case.

A synchronous view may stream from a synchronous generator. Django's client hands that
out as it is, so that a test has to know which kind it has got.
"""

from __future__ import annotations

import warnings
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

_SYNCHRONOUS = (
    "StreamingHttpResponse must consume synchronous iterators in order to serve them "
    "asynchronously. Use an asynchronous iterator instead."
)
_CONTENT: Any = vars(StreamingHttpResponse)["streaming_content"]


class Chunks:
    """An iterator over chunks, synchronous and asynchronous at once."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[bytes]:
        return self._chunks

    def __next__(self) -> bytes:
        return next(self._chunks)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # Where synchronous code belongs: the generator may query the database.
        while (chunk := await sync_to_async(self._next)()) is not None:
            yield chunk

    def _next(self) -> bytes | None:
        return next(self._chunks, None)


@cache
def _readable(cls: type[StreamingHttpResponse]) -> type[StreamingHttpResponse]:
    def streaming_content(self: StreamingHttpResponse) -> Any:
        chunks: Any = _CONTENT.fget(self)
        return chunks if self.is_async else Chunks(chunks)

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


def make_readable(response: StreamingHttpResponse) -> None:
    """Have `async for` work over `streaming_content`, whatever the view streams."""
    response.__class__ = _readable(type(response))
