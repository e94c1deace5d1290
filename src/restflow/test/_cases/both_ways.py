"""Context managers for `with` and `async with`, beside an event loop or without."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import TracebackType
from typing import TypeVar

from asgiref.sync import sync_to_async

from restflow.test._database.both_ways import off_loop

T = TypeVar("T")


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
        __tracebackhide__ = True
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
