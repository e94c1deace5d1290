"""Tasks of a test that still run when it has ended."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from restflow.test._database.django import unshare_locals
from restflow.test._database.lines import (
    closes_a_generator,
    follow_this_task,
    following_tasks,
)

P = ParamSpec("P")
R = TypeVar("R")

# How many turns of the loop tasks get that are cancelled, and how many more that come
# after a pause, in seconds: they may wait for a thread.
_TURNS = 20
_LATE_TURNS = 200
_PAUSE = 0.001


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
            loop = None
        if loop is None:
            # A loop of another kind.
            return await function(*args, **kwargs)
        # What a test activates, such as a language, ends with it.
        unshare_locals()
        with following_tasks(loop) as made:
            follow_this_task()
            try:
                return await function(*args, **kwargs)
            finally:
                # Where it was dropped, no loop runs it any more.
                dropped = isinstance(sys.exception(), GeneratorExit)
                if not dropped:
                    await _let_end(made)
                left.extend(unfinished(made, cancelled=not dropped))

    return watch


def left_on(
    runner: asyncio.Runner | None, made: dict[asyncio.Task[Any], str]
) -> list[str]:
    """Return what a warning says of the tasks that go on.

    Args:
        runner: What runs their loop, which stands still now.
        made: The tasks, and the lines that made them.
    """
    if runner is not None and _is_cancelling(made):
        runner.run(_let_end(made))
    return unfinished(made, cancelled=True)


async def _let_end(made: dict[asyncio.Task[Any], str]) -> None:
    """Let tasks end that are cancelled, and what they end in turn.

    It has no use for a clock: tests freeze it.
    """
    for turn in range(_TURNS + _LATE_TURNS):
        # Some are not cancelled by others, but told.
        is_soon = 0 < turn < _TURNS and unfinished(made)
        if not (is_soon or _is_cancelling(made)):
            return
        if turn >= _TURNS:
            time.sleep(_PAUSE)  # noqa: ASYNC251
        await asyncio.sleep(0)


def _is_cancelling(made: dict[asyncio.Task[Any], str]) -> bool:
    return any(task.cancelling() and not task.done() for task in made)


def unfinished(
    made: dict[asyncio.Task[Any], str], *, cancelled: bool = False
) -> list[str]:
    """Return what to say of the tasks that are left, given the lines that made them.

    Args:
        made: The tasks, and the lines.
        cancelled: Name those as well that were cancelled: they have had their time.
    """
    # An end is noted a moment later. What asyncio makes by itself was made by no line
    # of the user's.
    return [
        f"the task {_name(task)}, made in {where}"
        for task, where in made.items()
        if where and not (task.done() or closes_a_generator(task))
        if cancelled or not task.cancelling()
    ]


def _name(task: asyncio.Task[Any]) -> str:
    return str(getattr(task.get_coro(), "__qualname__", task.get_name()))
