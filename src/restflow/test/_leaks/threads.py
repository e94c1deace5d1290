"""Threads that still run when their test has ended, and whose they are."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Generator
from concurrent import futures
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from types import FrameType
from typing import Any

from restflow.test._database.lines import is_users, users_line
from restflow.test._database.namespace import is_of_a_pool, outlived
from restflow.test._database.replacing import replaced

# How long a thread that is about to end may take, in seconds.
_GRACE = 0.2
_POOLS = str(Path(futures.__file__).parent)


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
        # What a thread runs is known before it runs, and not always afterwards.
        caller = sys._getframe(1)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        where = users_line() if _is_the_users(thread, caller) else ""
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


def _is_the_users(thread: threading.Thread, caller: FrameType) -> bool:
    """Tell whether it is for the user's code to end a thread.

    A library has some for its process: one that sends what is logged, for example. It
    starts them when they are first needed, which is in the middle of some test.

    Args:
        thread: The thread.
        caller: Where it is started.
    """
    # A live server has one of a pool for each request: none of these is kept.
    if is_of_a_pool(thread) or caller.f_code.co_filename.startswith(_POOLS):
        return False
    # A process does not end before a thread that is no daemon.
    return not thread.daemon or _runs_users_code(thread) or _has_users_start(caller)


def _runs_users_code(thread: threading.Thread) -> bool:
    """Tell whether the function that a thread runs is the user's."""
    runs: Any = type(thread).run
    if runs is threading.Thread.run:
        runs = getattr(thread, "_target", None)
    while isinstance(runs, partial):
        runs = runs.func
    code = getattr(runs, "__code__", None)
    return code is not None and is_users(code.co_filename)


def _has_users_start(caller: FrameType | None) -> bool:
    """Tell whether the user's line calls `start`, of a thread or of what has one."""
    called = "start"
    while caller is not None and not is_users(caller.f_code.co_filename):
        called, caller = caller.f_code.co_name, caller.f_back
    return caller is not None and called == "start"


def _runs_on(thread: threading.Thread, deadline: float) -> bool:
    thread.join(max(0.0, deadline - time.monotonic()))
    return thread.is_alive()
