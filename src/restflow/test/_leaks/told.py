"""The warnings about what a test leaves behind, and how often they are given."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from inspect import unwrap
from typing import Any

from restflow._traps import HOOKS_NEVER_RAN, LEFT_BEHIND, TrapWarning, public
from restflow.test._database.sharing import Sharing

# Threads without a name are numbered.
_NUMBER = re.compile(r"\bThread-\d+")
# What was told in this block already.
_told: ContextVar[set[str] | None] = ContextVar("restflow_told", default=None)


@public
class CommitHooksWarning(TrapWarning):
    """An asynchronous test was rolled back, and its commit hooks never ran.

    It names the hooks, and the lines that registered them. Its code is restflow.E115.

    Since:
        0.1.0.
    """


@public
class LeftBehindWarning(TrapWarning):
    """An asynchronous test left a task, a thread, a connection or a block open.

    It names them, and of a task or a thread the line that made it. It does not name a
    daemon thread that a library runs for itself. Its code is restflow.E116.

    Since:
        0.1.0.
    """


def hooks_warning(sharing: Sharing) -> CommitHooksWarning | None:
    """Return a warning of hooks that never ran, if there are any."""
    lost = [
        f"  {hook}" for hooks in sharing.hooks.values() for hook in hooks.never_ran()
    ]
    if not lost:
        return None
    return CommitHooksWarning(
        HOOKS_NEVER_RAN,
        "The test was rolled back, so these commit hooks never ran:\n"
        + "\n".join(lost),
        "Have them run with `run_commit_hooks`, or capture them with "
        "`captureOnCommitCallbacks`.",
    )


def left_warning(left: list[str]) -> LeftBehindWarning | None:
    """Return a warning of what was left behind, if anything was."""
    if not left:
        return None
    return LeftBehindWarning(
        LEFT_BEHIND,
        "The test left behind:\n" + "\n".join(f"  {thing}" for thing in left),
        "Await or cancel the task, join the thread, close the connection, end the "
        "block.",
    )


class telling_once(AbstractContextManager[None]):  # noqa: N801  (as in contextlib)
    """Have each warning told once in the block: plugins run a test again in it.

    Each test has one, and a generator would take longer.
    """

    def __enter__(self) -> None:
        self._outer = _told.get()
        _told.set(set())

    def __exit__(self, *_exception: object) -> None:
        _told.set(self._outer)


def untold(*found: TrapWarning | None) -> Iterator[TrapWarning]:
    """Yield the warnings that are there and were not told yet.

    One that is raised as an error counts as not told: each run fails of it.
    """
    told = _told.get()
    for warning in found:
        text = _NUMBER.sub("Thread", str(warning))
        if warning is None or (told is not None and text in told):
            continue
        yield warning
        if told is not None:
            told.add(text)


def warn_at(test: Any, warning: Warning) -> None:
    """Give a warning at the line of a test, as Django's runner names no test."""
    code = getattr(unwrap(test), "__code__", None)
    if code is None:
        warnings.warn(warning, stacklevel=3)
        return
    warnings.warn_explicit(warning, None, code.co_filename, code.co_firstlineno)
