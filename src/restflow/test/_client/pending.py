"""Requests that were made and not awaited yet.

A coroutine that nobody awaits does nothing, and Python says so in a warning, some time
later; a context manager that nobody enters does nothing and says nothing. What a
client's methods return knows which line made it: using it as if it were the response
raises at once, and the test that drops it fails.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from types import CodeType, TracebackType
from typing import Any, ClassVar, NoReturn, ParamSpec, TypeVar
from weakref import finalize

from asgiref.sync import markcoroutinefunction

from restflow._traps import FORGOTTEN_AWAIT
from restflow.test._client.forgotten import (
    ASSERTIONS,
    ForgottenAwaitError,
    asserted,
    in_event_loop,
    is_assertion,
    remedy_for,
)

P = ParamSpec("P")
R = TypeVar("R")

# What asyncio and inspect look up to tell what kind of object they have.
_LOOKED_UP = ("_", "ag_", "cr_", "gi_")


class Unsent:
    """What a client's method returns before anything was sent."""

    keyword: ClassVar[str]
    response: ClassVar[str]

    def __init__(self, call: str, caller: CodeType, line: int) -> None:
        self._made = call, caller, line
        self._in_coroutine = in_event_loop()
        self._is_used = False
        # What asyncio calls a coroutine when it shows a task.
        self.__name__ = self.__qualname__ = call
        if _unawaited is not None:
            _unawaited[id(self)] = self

    @property
    def made(self) -> str:
        """Which call made it, and where."""
        # Said only when something is wrong: a path takes time to shorten.
        call, caller, line = self._made
        return f"`{call}` in {os.path.relpath(caller.co_filename)}:{line}"

    @property
    def remedy(self) -> str:
        """What to write instead."""
        if self._is_used:
            return f"The response is {self.response}: keep it, and use it."
        call, caller, _ = self._made
        return remedy_for(call, self.keyword, None if self._in_coroutine else caller)

    def close(self) -> None:
        """Give it up."""
        self._forget()

    def _begin(self) -> None:
        self._is_used = True
        self._forget()

    def _forget(self) -> None:
        if _unawaited is not None:
            _unawaited.pop(id(self), None)

    def _expect_nothing(self) -> None:
        """Have Python not warn if it is never awaited."""

    def __repr__(self) -> str:
        return f"<request not awaited: {self.made}>"

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith(_LOOKED_UP):
            raise AttributeError(name)
        self._refuse(f"`.{name}`")

    def __bool__(self) -> bool:
        caller = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        # What asyncio says of a task depends on whether it has a coroutine.
        is_asyncio = str(caller.f_globals.get("__name__")).startswith("asyncio.")
        return is_asyncio or self._refuse("the truth value")

    def __eq__(self, other: object) -> bool:
        return other is self or self._refuse("a comparison")

    def __hash__(self) -> int:
        return id(self)

    def __iter__(self) -> NoReturn:
        self._refuse("the content")

    def __getitem__(self, key: object) -> NoReturn:
        self._refuse(f"`[{key!r}]`")

    def __contains__(self, item: object) -> NoReturn:
        self._refuse("the content")

    def _refuse(self, use: str) -> NoReturn:
        __tracebackhide__ = True
        # It is told now. It can still be awaited: the question may be a debugger's.
        self._forget()
        self._expect_nothing()
        which = "was never awaited"
        if self._is_used:
            which = "was awaited already, and is not its own response"
        raise ForgottenAwaitError(
            FORGOTTEN_AWAIT,
            f"The test uses {use} of a request that {which}: {self.made}.",
            self.remedy,
        )


class Pending(Unsent, Coroutine[Any, Any, R]):
    """A coroutine of a client's that can't be taken for the response."""

    keyword = "await"
    response = "what `await` has returned"

    def __init__(
        self, coroutine: Coroutine[Any, Any, R], call: str, caller: CodeType, line: int
    ) -> None:
        super().__init__(call, caller, line)
        self._coroutine = coroutine

    def send(self, value: Any, /) -> Any:
        __tracebackhide__ = True
        self._begin()
        return self._coroutine.send(value)

    def throw(
        self,
        error: type[BaseException] | BaseException,
        value: BaseException | object = None,
        traceback: TracebackType | None = None,
        /,
    ) -> Any:
        __tracebackhide__ = True
        self._begin()
        if isinstance(error, BaseException):
            return self._coroutine.throw(error)
        return self._coroutine.throw(error, value, traceback)

    def close(self) -> None:
        super().close()
        self._coroutine.close()

    def _expect_nothing(self) -> None:
        finalize(self, self._coroutine.close)

    def __await__(self) -> Generator[Any, Any, R]:
        self._begin()
        return self._coroutine.__await__()


class PendingStream(Unsent, AbstractAsyncContextManager[R]):
    """A context manager of a client's that can't be taken for the response."""

    keyword = "async with"
    response = "what `async with … as` has given"

    def __init__(
        self,
        manager: AbstractAsyncContextManager[R, bool | None],
        call: str,
        caller: CodeType,
        line: int,
    ) -> None:
        super().__init__(call, caller, line)
        self._manager = manager

    def __await__(self) -> NoReturn:
        self._refuse("the response")

    def __aiter__(self) -> NoReturn:
        self._refuse("the content")

    async def __aenter__(self) -> R:
        self._begin()
        return await self._manager.__aenter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        return await self._manager.__aexit__(kind, error, traceback)


def awaited(
    function: Callable[P, Coroutine[Any, Any, R]],
) -> Callable[P, Coroutine[Any, Any, R]]:
    """Have a client's coroutine method return what can't be taken for its result."""

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, R]:
        coroutine = function(*args, **kwargs)
        return Pending(coroutine, *_maker(args[0], function))

    return markcoroutinefunction(call)


def entered(
    function: Callable[P, AsyncGenerator[R]],
) -> Callable[P, AbstractAsyncContextManager[R]]:
    """Make a context manager of a generator method, as `awaited` does a coroutine."""
    manage = asynccontextmanager(function)

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> AbstractAsyncContextManager[R]:
        manager = manage(*args, **kwargs)
        return PendingStream(manager, *_maker(args[0], function))

    return call


def _maker(client: object, function: Callable[..., Any]) -> tuple[str, CodeType, int]:
    """Return the name of the method that was called, who called it, and the line."""
    caller = sys._getframe(2)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    name = f"{type(client).__name__}.{function.__name__}"
    if caller.f_code.co_filename == ASSERTIONS:
        return asserted(caller)
    return name, caller.f_code, caller.f_lineno


# Requests by identity, as comparing them raises; None outside of a test.
Unawaited = dict[int, Unsent] | None
_unawaited: Unawaited = None


def noted(requests: Unawaited) -> Unawaited:
    """Note the requests that are made from now on here, and return where before."""
    global _unawaited
    outer, _unawaited = _unawaited, requests
    return outer


@contextmanager
def unawaited_requests() -> Generator[list[Unsent]]:
    """Note the requests that are made in the block and never awaited.

    Yields:
        A list that is filled when the block ends.
    """
    outer = noted({})
    forgotten: list[Unsent] = []
    try:
        yield forgotten
    finally:
        forgotten += take_unawaited()
        noted(outer)


def take_unawaited() -> list[Unsent]:
    """Return the requests that were not awaited so far, and give them up."""
    if not _unawaited:
        return []
    forgotten = [*_unawaited.values()]
    for pending in forgotten:
        # So that Python does not warn about it as well.
        pending.close()
    return forgotten


def complaint(forgotten: list[Unsent]) -> ForgottenAwaitError:
    """Return the error for a test that made these requests and awaited none."""
    made = "\n".join(f"  {request.made}" for request in forgotten)
    calls = [request.made.split("`")[1] for request in forgotten]
    what = "assertions" if all(map(is_assertion, calls)) else "requests"
    remedies = dict.fromkeys(request.remedy for request in forgotten)
    return ForgottenAwaitError(
        FORGOTTEN_AWAIT,
        f"The test made {what} that were never awaited:\n{made}",
        "\n".join(remedies),
    )


@contextmanager
def refuse_forgotten() -> Generator[None]:
    """Raise at the end of the block if a request in it was never awaited."""
    with unawaited_requests() as forgotten:
        yield
    if forgotten:
        raise complaint(forgotten)
