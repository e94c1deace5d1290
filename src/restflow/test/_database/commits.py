"""Commit hooks in tests that never commit: kept, or run, and in which order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from inspect import iscoroutinefunction
from types import CoroutineType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from restflow._traps import ASYNC_HOOK, TrapError, public
from restflow.test._database.django import depth
from restflow.test._database.lines import users_line

Hook = Callable[[], object]
# A hook, and whether it is robust.
Due = tuple[Hook, bool]

# Lists that each hook is added to as it runs.
running: list[list[Hook]] = []

# Django's own, so that what a project does with these records still happens.
_logger = logging.getLogger("django.db.backends.base")


@public
class AsyncHookError(TrapError, TypeError):
    """A commit hook is a coroutine function, or returns a coroutine.

    Django calls it and drops the coroutine. In asynchronous tests, and in all tests
    with `run_commit_hooks`, this is raised when a coroutine function is registered, or
    when a hook has returned a coroutine. Its code is restflow.E113.

    Since:
        0.1.0. `transaction.on_commit` accepts any callable.
    """


@dataclass
class Hooks:
    """The hooks of one connection while a test's transaction is open.

    Attributes:
        connection: The connection.
        faithful: Run the hooks when the outermost block of the application ends.
        base: How many blocks are the test's own.
        captures: Lists that hooks are added to as they run.
        broken_by: The error that has broken the test's transaction, outside of blocks.
    """

    connection: BaseDatabaseWrapper
    faithful: bool
    base: int = field(init=False)
    captures: list[list[Hook]] = field(default_factory=list[list[Hook]])
    broken_by: Exception | None = field(default=None, init=False)
    _start: int = field(init=False)
    _is_crossing: bool = field(default=False, init=False)
    _registered: list[Checked] = field(default_factory=list["Checked"])
    _seen: list[Hook] = field(default_factory=list[Hook])

    def __post_init__(self) -> None:
        self.base = depth(self.connection)
        self._start = len(self.connection.run_on_commit)

    def registered(self, func: Hook, robust: bool) -> list[Due]:
        """Register a hook, and return what has to be run at once."""
        hook = checked(func)
        if self.faithful and self.is_outside:
            # What a connection in autocommit does.
            return [(hook, robust)]
        type(self.connection).on_commit(self.connection, hook, robust)
        if isinstance(hook, Checked):
            self._registered.append(hook)
        return []

    @property
    def is_outside(self) -> bool:
        """Whether no block of the application is open."""
        return depth(self.connection) == self.base

    @property
    def is_outermost(self) -> bool:
        """Whether the block that ends next is an outermost one, and runs hooks."""
        return self.faithful and depth(self.connection) == self.base + 1

    @property
    def in_autocommit(self) -> bool:
        """Whether a statement is, as in production, a transaction of its own."""
        return self.faithful and self.is_outside and not self._is_crossing

    @contextmanager
    def crossing(self) -> Generator[None]:
        """Tell that an outermost block begins or ends, by statements of Django's."""
        self._is_crossing = True
        try:
            yield
        finally:
            self._is_crossing = False

    def due(self) -> list[Due]:
        """Return what has to be run now, as an outermost block ends in success."""
        hooks: list[Any] = self.connection.run_on_commit[self._start :]
        del self.connection.run_on_commit[self._start :]
        # Only here can those go ahead that would in a real transaction.
        hooks.sort(key=lambda hook: not goes_ahead(hook[1]))
        return [(func, robust) for _, func, robust in hooks]

    def run(self, due: list[Due]) -> None:
        """Run hooks, until one fails that isn't robust."""
        for func, robust in due:
            for capture in self.captures:
                capture.append(unchecked(func))
            _call(func, robust)

    def note_captured(self, hooks: list[Hook]) -> None:
        """Don't report these as hooks that never ran."""
        self._seen.extend(map(unchecked, hooks))

    def never_ran(self) -> list[str]:
        """Return the hooks that wait for a commit, each with the line it comes from."""
        hooks: list[Any] = self.connection.run_on_commit[self._start :]
        waiting: list[Hook] = [unchecked(func) for _, func, _ in hooks]
        lost = [func for func in waiting if not _holds(self._seen, func)]
        return [
            name_of(hook.hook) + (f", registered in {hook.line}" if hook.line else "")
            for hook in self._registered
            if _holds(lost, hook.hook)
        ]


def goes_ahead(func: Any) -> bool:
    """Tell whether a hook is a library's that comes before the application's own."""
    return getattr(func, "ahead", False) is True


def name_of(func: Any) -> str:
    """Return what a hook is called."""
    if isinstance(func, partial):
        return f"partial({name_of(func.func)})"
    return str(getattr(func, "__qualname__", repr(func)))


def _holds(hooks: list[Any], func: Hook) -> bool:
    # Hooks may compare in any way.
    return any(hook is func for hook in hooks)


class Checked:
    """A commit hook that refuses to return a coroutine, as nobody awaits it.

    Args:
        hook: The hook.
        line: Which line has registered it.
    """

    def __init__(self, hook: Hook, line: str) -> None:
        self.hook = hook
        self.line = line
        # By which Django calls it in its log.
        self.__qualname__ = name_of(hook)

    def __call__(self) -> None:
        for hooks in running:
            hooks.append(self.hook)
        result = self.hook()
        if isinstance(result, CoroutineType):
            # Python would warn of it, too, at some later time.
            result.close()
            raise AsyncHookError(
                ASYNC_HOOK,
                f"{name_of(self.hook)}, registered as a commit hook in {self.line}, "
                f"returned the coroutine {result.__qualname__}, which nobody awaits.",
                "Have it run what it calls: `async_to_sync(function)(…)`, or the "
                "synchronous method.",
            )


def checked(func: Hook) -> Hook:
    """Return a hook that is told when it is called in vain.

    Raises:
        AsyncHookError: It is a coroutine function.
    """
    if goes_ahead(func):
        return func
    line = users_line()
    if iscoroutinefunction(func):
        raise AsyncHookError(
            ASYNC_HOOK,
            f"{name_of(func)} is a coroutine function, registered as a commit hook in "
            f"{line}. Django would call it and drop the coroutine.",
            "Register a function that runs it, such as `async_to_sync(hook)`.",
        )
    return Checked(func, line)


def unchecked(func: Hook) -> Hook:
    """Return the hook that the application has registered."""
    return func.hook if isinstance(func, Checked) else func


def _call(func: Hook, robust: bool) -> None:
    """Run a hook; log what a robust one raises, as Django does."""
    if not robust:
        func()
        return
    try:
        func()
    except AsyncHookError:
        raise
    except Exception as error:
        _logger.exception(
            "Error calling %s in on_commit() during transaction (%s).",
            name_of(func),
            error,  # noqa: TRY401  (Django's own text)
        )
