"""What a test leaves behind: tasks, threads, connections, and hooks that never ran."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from restflow._traps import HOOKS_NEVER_RAN, LEFT_BEHIND, TrapWarning
from restflow.test._database.lines import (
    closes_a_generator,
    follow_this_task,
    following_tasks,
    users_line,
)
from restflow.test._database.namespace import is_of_a_pool, outlived
from restflow.test._database.replacing import replaced
from restflow.test._database.sharing import Sharing

P = ParamSpec("P")
R = TypeVar("R")

# How long a thread that is about to end may take, in seconds.
_GRACE = 0.2


class CommitHooksWarning(TrapWarning):
    """A test that was rolled back registered commit hooks, and they never ran.

    It names the hooks, and the lines that registered them. Its code is restflow.E115.

    Since:
        0.1.0.
    """


class LeftBehindWarning(TrapWarning):
    """A test left a task, a thread, a connection or an atomic block open.

    It names them, and the lines that made them. Its code is restflow.E116.

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
        "Await or cancel the task, join the thread, close the connection.",
    )


def watched(
    function: Callable[P, Coroutine[Any, Any, R]], left: list[str]
) -> Callable[P, Coroutine[Any, Any, R]]:
    """Have a coroutine function note the tasks that it started and that go on.

    Args:
        function: The function.
        left: A list to which they are added.
    """

    @wraps(function)
    async def watch(*args: P.args, **kwargs: P.kwargs) -> R:
        __tracebackhide__ = True
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # A loop of another kind.
            return await function(*args, **kwargs)
        with following_tasks(loop) as made:
            follow_this_task()
            try:
                return await function(*args, **kwargs)
            finally:
                left.extend(unfinished(made))

    return watch


def unfinished(made: dict[asyncio.Task[Any], str]) -> list[str]:
    """Return what a warning says of tasks that go on.

    Args:
        made: The tasks, and the lines that made them.
    """
    # An end is noted a moment later, and a task that is cancelled is about to end. What
    # asyncio makes by itself was made by no line of the user's.
    return [
        f"the task {_name(task)}, made in {where}"
        for task, where in made.items()
        if where and not (task.done() or task.cancelling() or closes_a_generator(task))
    ]


def _name(task: asyncio.Task[Any]) -> str:
    return str(getattr(task.get_coro(), "__qualname__", task.get_name()))


@contextmanager
def watched_threads() -> Generator[Callable[[], list[str]]]:
    """Note the threads that are started in the block.

    Yields:
        A function that returns those that still run.
    """
    started: list[tuple[threading.Thread, str]] = []
    start = threading.Thread.start

    @wraps(start)
    def note(thread: threading.Thread) -> None:
        # A live server has one of a pool for each request: none of these is kept.
        where = "" if is_of_a_pool(thread) else users_line()
        start(thread)
        if where:
            started.append((thread, where))

    def still_running() -> list[str]:
        deadline = time.monotonic() + _GRACE
        left = [
            (thread, where) for thread, where in started if _runs_on(thread, deadline)
        ]
        outlived.update(thread for thread, _ in left)
        return [
            f"the thread {thread.name}, started in {where}" for thread, where in left
        ]

    with replaced(threading.Thread, "start", note):
        yield still_running


def _runs_on(thread: threading.Thread, deadline: float) -> bool:
    thread.join(max(0.0, deadline - time.monotonic()))
    return thread.is_alive()
