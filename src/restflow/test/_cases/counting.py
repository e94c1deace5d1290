"""The helpers of test cases that count queries and capture commit hooks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from inspect import isawaitable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.test import TestCase, TransactionTestCase

from restflow.test._cases.both_ways import BothWays
from restflow.test._database.commits import Hook, goes_ahead, unchecked
from restflow.test._database.replacing import replaced
from restflow.test._database.sharing import active


@contextmanager
def captured_hooks(*, using: str, execute: bool) -> Generator[list[Hook]]:
    """Capture commit hooks as Django's `captureOnCommitCallbacks` does.

    Where transactions are real, and where the test says that hooks run, they run when
    their transaction ends, and are captured then. Those that libraries put before the
    application's own run as well, and are not told.
    """
    found: list[Hook] = []
    try:
        with _captured_hooks(using, execute) as found:
            yield found
    finally:
        found[:] = [unchecked(hook) for hook in found if not goes_ahead(hook)]


@contextmanager
def _captured_hooks(using: str, execute: bool) -> Generator[list[Hook]]:
    connection = connections[using]
    sharing = active()
    if not connection.in_atomic_block:
        with hooks_that_run(connection) as ran:
            yield ran
        return
    hooks = sharing.hooks.get(connection.alias) if sharing else None
    start = len(connection.run_on_commit)
    try:
        with TestCase.captureOnCommitCallbacks(using=using, execute=execute) as found:
            if hooks is None:
                yield found
                return
            hooks.captures.append(found)
            try:
                yield found
            finally:
                hooks.captures = [
                    capture for capture in hooks.captures if capture is not found
                ]
    finally:
        if hooks is not None:
            # Also those that were not reached, as one before them failed.
            waiting: list[Any] = connection.run_on_commit[start:]
            hooks.note_captured([func for _, func, _ in waiting])


@contextmanager
def hooks_that_run(connection: Any) -> Generator[list[Hook]]:
    """Note the hooks of a connection as they run."""
    ran: list[Hook] = []
    register, run = connection.on_commit, connection.run_and_clear_commit_hooks

    def on_commit(func: Hook, robust: bool = False) -> None:
        if not connection.in_atomic_block:
            ran.append(func)
        register(func, robust)

    def run_and_clear_commit_hooks() -> None:
        ran.extend(func for _, func, _ in connection.run_on_commit)
        run()

    with (
        replaced(connection, "on_commit", on_commit),
        replaced(connection, "run_and_clear_commit_hooks", run_and_clear_commit_hooks),
    ):
        yield ran


class DatabaseHelpers(TransactionTestCase):
    """Counts queries and captures hooks, in synchronous and asynchronous tests."""

    @classmethod
    def captureOnCommitCallbacks(  # noqa: N802
        cls, *, using: str = DEFAULT_DB_ALIAS, execute: bool = False
    ) -> BothWays[list[Hook]]:
        """Capture the commit hooks that are registered in a block.

        Use it with `with` or `async with`. Hooks may query the database in both: they
        run outside of the event loop.

        Args:
            using: The alias of the database.
            execute: Call the hooks at the end of the block.

        Returns:
            A context manager that gives a list. At the end of the block the list holds
            the hooks. With real transactions, these are the hooks that ran in the
            block.

        Raises:
            AssertionError: The class doesn't name the database in its
                `databases`.

        Since:
            0.1.0. In an asynchronous test, Django's `TestCase.captureOnCommitCallbacks`
            looks at a connection that nobody uses.
        """
        if cls.databases != "__all__" and using in set(connections) - cls.databases:
            raise AssertionError(
                f"Commit hooks of {using!r} can't be captured: the test may not use "
                f"this database. Add {using!r} to {cls.__qualname__}.databases."
            )
        return BothWays(captured_hooks(using=using, execute=execute))

    def assertNumQueries(  # noqa: N802
        self,
        num: int,
        func: Callable[..., Any] | None = None,
        *args: Any,
        using: str = DEFAULT_DB_ALIAS,
        **kwargs: Any,
    ) -> Any:
        """Fail unless a block, or a function, makes a number of queries.

        As a context manager, use it with `with` or `async with`. It counts the queries
        of the connection, whichever thread makes them. With real transactions, a thread
        of `asyncio.to_thread` has its own connection, and is not counted, unless the
        database is in memory.

        Args:
            num: The number of queries.
            func: A function to call instead of a block. If it is asynchronous,
                `assertNumQueries` has to be awaited.
            *args: Its arguments.
            using: The alias of the database.
            **kwargs: Its keyword arguments.

        Returns:
            A context manager if there is no function, a coroutine if the function is
            asynchronous, and None otherwise.

        Raises:
            AssertionError: There were more queries, or fewer. It lists them.

        Since:
            0.1.0. In an asynchronous test, Django's `assertNumQueries` raises, or
            counts nothing.
        """
        block = BothWays(super().assertNumQueries(num, using=using))
        if func is None:
            return block
        try:
            with block:
                _put_off(func(*args, **kwargs))
        except _LaterError as later:
            return _counted(block, later.made)
        return None


class _LaterError(Exception):
    """A function returned what has to be awaited, and has done nothing yet."""

    def __init__(self, made: Awaitable[object]) -> None:
        self.made = made


def _put_off(made: object) -> None:
    if isawaitable(made):
        # A block that is left like this counts nothing.
        raise _LaterError(made)


async def _counted(block: BothWays[Any], made: Awaitable[object]) -> None:
    async with block:
        await made
