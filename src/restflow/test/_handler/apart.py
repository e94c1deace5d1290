"""A context of its own for each request, as a server's task has one.

What a view sets in context variables, such as the language or the time zone, neither
the next request nor the test may find. What the test has set, the view finds.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Generator,
    Iterator,
)
from contextvars import Context, ContextVar, copy_context
from typing import Any, TypeVar

from asgiref.sync import sync_to_async

from restflow.test._database.django import unshare_locals
from restflow.test._handler.tasks import keep_tasks

T = TypeVar("T")

_here: ContextVar[object] = ContextVar("restflow_request", default=None)


def own_context() -> Context:
    """Return a copy of this context: what is set in either is not seen in the other."""
    context = copy_context()
    context.run(unshare_locals)
    return context


def request_context() -> Context:
    """Return a context for a request, which leaves the test what it looks at later."""
    keep_tasks()
    return own_context()


class RequestContext:
    """The context of a request: what the test has set, and what the request adds."""

    def __init__(self) -> None:
        self._context = request_context()
        # To tell whether it is entered; a context that held itself would be a circle.
        self._mark = object()
        self._context.run(_here.set, self._mark)

    def call(self, function: Callable[..., T], *args: Any) -> T:
        """Call a function in it."""
        if self._is_entered:
            return function(*args)
        return self._context.run(function, *args)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> Awaitable[T]:
        """Return an awaitable that runs a coroutine in it."""
        return coroutine if self._is_entered else _Apart(coroutine, self._context)

    @property
    def _is_entered(self) -> bool:
        # By this task, or by the one that has started it.
        return _here.get() is self._mark


class _Apart(Awaitable[T]):
    """Runs a coroutine in a context, step by step."""

    def __init__(self, coroutine: Coroutine[Any, Any, T], context: Context) -> None:
        self._coroutine = coroutine
        self._context = context

    def __await__(self) -> Generator[Any, Any, T]:
        __tracebackhide__ = True
        # Where it waits, looking for the user's line goes on with this one.
        restflow_driven = self._coroutine
        step: Callable[[Any], Any] = restflow_driven.send
        given: Any = None
        while True:
            try:
                waited_for = self._context.run(step, given)
            except StopIteration as end:
                result: T = end.value
                return result
            try:
                given = yield waited_for
                step = restflow_driven.send
            except GeneratorExit:
                self._context.run(restflow_driven.close)
                raise
            except BaseException as error:  # noqa: BLE001  (the coroutine's to handle)
                step, given = restflow_driven.throw, error


class ChunksApart:
    """The chunks of an asynchronous stream, each made in the context of its request."""

    def __init__(self, chunks: Any, context: RequestContext) -> None:
        self._chunks = chunks
        self._context = context

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        __tracebackhide__ = True
        return await self._context.run(_next_of(self._chunks))

    async def aclose(self) -> None:
        """Close what gives the chunks."""
        await self._context.run(self._chunks.aclose())


async def _next_of(chunks: Any) -> bytes:
    __tracebackhide__ = True
    chunk: bytes = await anext(chunks)
    return chunk


class SyncChunksApart:
    """The chunks of a synchronous stream, for `async for` as well as for `for`."""

    def __init__(self, chunks: Iterator[bytes], context: RequestContext) -> None:
        self._chunks = chunks
        self._context = context

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        chunk: bytes = self._context.call(next, self._chunks)
        return chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        # Where synchronous code belongs: the generator may query the database.
        step = sync_to_async(self._next)
        while (chunk := await self._context.run(step())) is not None:
            yield chunk

    def _next(self) -> bytes | None:
        return next(self._chunks, None)
