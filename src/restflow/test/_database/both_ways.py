"""Context managers for `with` and `async with`, beside an event loop or without."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    nullcontext,
)
from contextvars import copy_context
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import iscoroutinefunction, sync_to_async

from restflow.test._database.django import is_lent
from restflow.test._database.replacing import replaced
from restflow.test._database.sharing import active

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


def is_async(function: Any) -> bool:
    """Tell whether a call returns what is to be awaited, as Django tells it."""
    # The one in `inspect` does not know Django's marks before Python 3.12.
    return iscoroutinefunction(function)  # pyright: ignore[reportDeprecated]


class BothWays(AbstractContextManager[T], AbstractAsyncContextManager[T]):
    """A synchronous context manager that asynchronous code may use in either way."""

    def __init__(self, manager: AbstractContextManager[T, bool | None]) -> None:
        self._manager = manager

    def __enter__(self) -> T:
        # It may have to connect, as a transaction test begins without a connection.
        return off_loop(self._manager.__enter__)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        return off_loop(self._manager.__exit__, kind, error, traceback)

    async def __aenter__(self) -> T:
        return await sync_to_async(self._manager.__enter__)()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        return await sync_to_async(self._manager.__exit__)(kind, error, traceback)


def off_loop(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call a function that may query the database, which can't be done beside a loop.

    Beside a running loop it is called in a thread, for which the loop waits. What it
    sets in context variables is set for the caller as well.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return function(*args, **kwargs)
    context = copy_context()
    result: Future[R] = Future()
    if (shared := active()) is not None and not is_lent():
        # The thread below and asgiref's count as one, and so must take turns here.
        shared.drain()

    def call() -> None:
        sharing = active()
        ident = threading.get_ident()
        if sharing:
            sharing.party.add(ident)
        try:
            result.set_result(context.run(function, *args, **kwargs))
        except BaseException as error:  # noqa: BLE001  (raised in the other thread)
            result.set_exception(error)
        finally:
            if sharing:
                sharing.party.discard(ident)

    thread = threading.Thread(target=call, name="restflow")
    # A loop that waits runs nothing. Older versions of asgiref would wait for it.
    waits = replaced(loop, "is_running", lambda: False)
    with waits if hasattr(loop, "__dict__") else nullcontext():
        thread.start()
        thread.join()
    for variable, value in context.items():
        variable.set(value)
    return result.result()
