"""The line of the user's code that has caused something, also in another thread.

Synchronous code has its callers below it on the stack. What asyncio runs in a thread
has not: the line that awaits it is in a coroutine, which is found through its task.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import sysconfig
import threading
from collections.abc import Coroutine, Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, chain, repeat
from operator import call, itemgetter
from pathlib import Path
from types import FrameType
from typing import Any
from weakref import ref

from restflow.test._database import django as private

_LIBRARIES = tuple(
    os.path.join(sysconfig.get_path(name), "")  # noqa: PTH118  (a prefix of file names)
    for name in ("stdlib", "platstdlib", "purelib", "platlib")
)
# In a generator: the coroutine that it drives itself, and would wait for otherwise.
DRIVEN = "restflow_driven"
_OWN = str(Path(__file__).parents[2]) + os.sep
# Of any environment. A directory that has the words in its name is not one.
_INSTALLED = f"{os.sep}site-packages{os.sep}"


@dataclass
class _Known:
    """A task that code may run for in threads.

    Attributes:
        task: The task.
        maker: The task that made it.
        made: The line that made it.
    """

    task: ref[asyncio.Task[Any]]
    maker: ref[asyncio.Task[Any]] | None = None
    made: str = ""


_task: ContextVar[_Known | None] = ContextVar("restflow_task", default=None)


@cache
def is_users(file: str) -> bool:
    """Tell whether a file is the user's own: of no library, and not restflow's."""
    is_library = _INSTALLED in file or file.startswith((*_LIBRARIES, _OWN))
    return not is_library and not file.startswith("<")


def users_line() -> str:
    """Return the innermost line of the user's code, as file and line, if there is one.

    The file is relative to the working directory.
    """
    stack = list(callers(sys._getframe(1)))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    handed = [n for n, frame in enumerate(stack) if frame.f_code is private.HANDED_OVER]
    # A coroutine waits for what was handed over first. What is below that has only lent
    # its thread, to a task that asgiref has made.
    end = handed[0] if handed else len(stack)
    below = [stack[n].f_locals["task_context"] for n in handed[1:2]]
    lent: list[Any] = below[0] if below else []
    known = _task.get()
    if lent and not (known and known.maker and known.maker() is lent[-1]):
        # What is known is who waits for that one: asgiref carries it over.
        known = _Known(ref(lent[-1]))
    return (
        _first(stack[:end])
        or (_first(_awaiting(known)) or known.made if known else "")
        or _first(stack[end:])
    )


def _first(frames: Iterable[FrameType]) -> str:
    """Return the first that is the user's, as file and line."""
    for frame in frames:
        if is_users(frame.f_code.co_filename):
            return line_of(frame)
    return ""


def line_of(frame: FrameType) -> str:
    """Return where a frame is, as file and line."""
    return f"{os.path.relpath(frame.f_code.co_filename)}:{frame.f_lineno}"


def line_of_thread(ident: int) -> str:
    """Return the innermost line of the user's code in a thread, if there is one."""
    return _first(_stack_of(ident))


def callers(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame, and those that called it."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def _awaiting(known: _Known) -> list[FrameType]:
    """Return the frames that wait for what a task does, the innermost first."""
    task = known.task()
    awaited: Any = task.get_coro() if task else None
    frames: list[FrameType] = []
    while awaited is not None:
        for kind in ("cr", "ag", "gi"):
            frame = getattr(awaited, f"{kind}_frame", None)
            if frame is not None:
                frames.insert(0, frame)
                running = getattr(awaited, f"{kind}_running")
                if running and (above := _called_by(frame)):
                    # It has started this thread and doesn't wait yet. A generator that
                    # waits runs as well, by its own account.
                    return [*above, *frames]
                awaited = getattr(
                    awaited, "gi_yieldfrom" if kind == "gi" else f"{kind}_await"
                ) or frame.f_locals.get(DRIVEN)
                break
        else:
            awaited = _wrapped(awaited)
    return frames


def _called_by(frame: FrameType) -> list[FrameType]:
    """Return the frames above one that runs in another thread, the innermost first."""
    idents = {*sys._current_frames()}  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    # This thread's own would hold this list, and be held by it.
    for ident in idents - {threading.get_ident()}:
        stack = _stack_of(ident)
        if frame in stack:
            return stack[: stack.index(frame)]
    return []


def _stack_of(ident: int) -> list[FrameType]:
    """Return the frames of a thread, the innermost first.

    No line of Python runs in between, so that the thread doesn't either: in Python 3.11
    the `f_back` of a frame that has begun to wait meanwhile is any object at all.
    """
    now = sys._current_frames  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    innermost = map(itemgetter(ident), map(call, (now,)))
    frames: list[Any] = []
    collects = gc.isenabled()
    # What is collected may have finalizers, which are lines of Python.
    gc.disable()
    try:
        # The outermost has None behind it, which has nothing; a thread may have ended.
        with suppress(AttributeError, KeyError):
            frames.extend(accumulate(chain(innermost, repeat("f_back")), getattr))
    finally:
        if collects:
            gc.enable()
    return frames[:-1]


def _wrapped(awaited: object) -> object | None:
    """Return the coroutine within what its `__await__` or `__anext__` gave."""
    # These objects have no attributes. The garbage collector knows what they hold.
    if type(awaited).__name__ not in {
        "async_generator_asend",
        "async_generator_athrow",
        "coroutine_wrapper",
    }:
        return None
    return next(iter(gc.get_referents(awaited)), None)


@contextmanager
def following_tasks(
    loop: asyncio.AbstractEventLoop,
) -> Generator[dict[asyncio.Task[Any], str]]:
    """Have tasks of a loop known to `users_line`, and to the code they run in threads.

    Yields:
        The tasks that were made, and where.
    """
    before: Any = loop.get_task_factory()
    made: dict[asyncio.Task[Any], str] = {}

    def make(
        loop: asyncio.AbstractEventLoop,
        coroutine: Coroutine[Any, Any, Any],
        **options: Any,
    ) -> asyncio.Task[Any]:
        if options.get("context") is None:
            options["context"] = copy_context()
        task: asyncio.Task[Any]
        if before is None:
            task = asyncio.Task(coroutine, loop=loop, **options)
        else:
            task = before(loop, coroutine, **options)
        made[task] = where = users_line()
        maker = asyncio.current_task(loop)
        known = _Known(ref(task), ref(maker) if maker else None, where)
        options["context"].run(_task.set, known)
        task.add_done_callback(lambda done: made.pop(done, None))
        return task

    factory: Any = make
    loop.set_task_factory(factory)
    try:
        yield made
    finally:
        loop.set_task_factory(before)


def closes_a_generator(task: asyncio.Task[Any]) -> bool:
    """Tell whether asyncio made a task, to close a generator that was dropped."""
    return type(task.get_coro()).__name__ == "async_generator_athrow"


def follow_this_task() -> None:
    """Have the running task known to `users_line`, if it isn't."""
    try:
        task = asyncio.current_task()
    except RuntimeError:
        # There is no loop.
        return
    known = _task.get()
    # Contexts are copied, with what was known where they come from.
    if task is not None and (known is None or known.task() is not task):
        _task.set(_Known(ref(task)))
