"""Commit hooks in tests that never commit: kept, or run, and in which order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from inspect import iscoroutinefunction
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from restflow._traps import ASYNC_HOOK, TrapError
from restflow.test._database.django import depth
from restflow.test._database.lines import users_line

Hook = Callable[[], object]
# A hook, and whether it is robust.
Due = tuple[Hook, bool]

# Django's own, so that what a project does with these records still happens.
_logger = logging.getLogger("django.db.backends.base")


class AsyncHookError(TrapError, TypeError):
    """A coroutine function was registered as a commit hook.

    Django calls it and drops the coroutine, so it would never run. Its code is
    restflow.E113.

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
    """

    connection: BaseDatabaseWrapper
    faithful: bool
    base: int = field(init=False)
    captures: list[list[Hook]] = field(default_factory=list[list[Hook]])
    _start: int = field(init=False)
    _registered: list[tuple[Hook, str]] = field(default_factory=list[tuple[Hook, str]])
    _seen: list[Hook] = field(default_factory=list[Hook])

    def __post_init__(self) -> None:
        self.base = depth(self.connection)
        self._start = len(self.connection.run_on_commit)

    def registered(self, func: Hook, robust: bool) -> list[Due]:
        """Register a hook, and return what has to be run at once."""
        if iscoroutinefunction(func):
            raise AsyncHookError(
                ASYNC_HOOK,
                f"{name_of(func)} is a coroutine function, registered as a commit hook "
                f"in {users_line()}. Django would call it and drop the coroutine.",
                "Register a function that runs it, such as `async_to_sync(hook)`.",
            )
        if self.faithful and self.is_outside:
            # What a connection in autocommit does.
            return [(func, robust)]
        type(self.connection).on_commit(self.connection, func, robust)
        if not goes_ahead(func):
            self._registered.append((func, users_line()))
        return []

    @property
    def is_outside(self) -> bool:
        """Whether no block of the application is open."""
        return depth(self.connection) == self.base

    def due(self) -> list[Due]:
        """Return what has to be run if no block of the application is open now."""
        if not (self.faithful and self.is_outside) or self.connection.needs_rollback:
            return []
        hooks: list[Any] = self.connection.run_on_commit[self._start :]
        del self.connection.run_on_commit[self._start :]
        # Only here can those go ahead that would in a real transaction.
        hooks.sort(key=lambda hook: not goes_ahead(hook[1]))
        return [(func, robust) for _, func, robust in hooks]

    def run(self, due: list[Due]) -> None:
        """Run hooks, until one fails that isn't robust."""
        for func, robust in due:
            for capture in self.captures:
                capture.append(func)
            _call(func, robust)

    def note_captured(self, hooks: list[Hook]) -> None:
        """Don't report these as hooks that never ran."""
        self._seen.extend(hooks)

    def never_ran(self) -> list[str]:
        """Return the hooks that wait for a commit, each with the line it comes from."""
        hooks: list[Any] = self.connection.run_on_commit[self._start :]
        waiting: list[Hook] = [func for _, func, _ in hooks]
        lost = [func for func in waiting if not _holds(self._seen, func)]
        return [
            name_of(func) + (f", registered in {where}" if where else "")
            for func, where in self._registered
            if _holds(lost, func)
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


def _call(func: Hook, robust: bool) -> None:
    """Run a hook; log what a robust one raises, as Django does."""
    if not robust:
        func()
        return
    try:
        func()
    except Exception as error:
        _logger.exception(
            "Error calling %s in on_commit() during transaction (%s).",
            name_of(func),
            error,  # noqa: TRY401  (Django's own text)
        )
