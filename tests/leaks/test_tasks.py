"""Tasks that a test leaves behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from restflow.test._leaks.tasks import watched


async def forever() -> None:
    await asyncio.Event().wait()


async def left_by(test: Callable[[], Any]) -> list[str]:
    """Run a coroutine function as a test, and return what it left."""
    left: list[str] = []
    await watched(test, left)()
    return left


async def test_a_task_that_goes_on_is_named_with_its_line() -> None:
    tasks: list[asyncio.Task[None]] = []

    async def leave(number: int) -> int:
        tasks.append(asyncio.create_task(forever()))
        await asyncio.sleep(0)
        return number

    left: list[str] = []
    assert await watched(leave, left)(3) == 3
    (said,) = left
    assert said.startswith("the task forever, made in tests/leaks/test_tasks.py:")
    tasks[0].cancel()


async def test_a_task_that_ended_or_will_end_is_not_named() -> None:
    async def end() -> None:
        done = asyncio.create_task(asyncio.sleep(0))
        await done
        at_the_last_moment = asyncio.create_task(forever())
        about_to_end = asyncio.create_task(forever())
        await asyncio.sleep(0)
        at_the_last_moment.cancel()
        await asyncio.sleep(0)
        about_to_end.cancel()

    assert await left_by(end) == []


async def test_tasks_of_a_test_that_fails_are_named_as_well() -> None:
    tasks: list[asyncio.Task[None]] = []

    async def fail() -> None:
        tasks.append(asyncio.create_task(forever()))
        raise LookupError

    left: list[str] = []
    with pytest.raises(LookupError):
        await watched(fail, left)()
    assert len(left) == 1
    tasks[0].cancel()


def test_on_a_loop_of_another_kind_nothing_is_watched() -> None:
    async def say() -> str:
        return "said"

    running = watched(say, [])()
    with pytest.raises(StopIteration, match="said"):
        running.send(None)


# --- What a cancelled task ends in turn ----------------------------------------------


async def cancels_its_child() -> None:
    child = asyncio.create_task(forever())
    try:
        await forever()
    finally:
        child.cancel()


async def has_a_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(forever())
        group.create_task(cancels_its_child())


async def tells_its_child() -> None:
    over = asyncio.Event()
    # It would be dropped otherwise.
    child = asyncio.create_task(over.wait(), name="told")
    try:
        await forever()
    finally:
        over.set()
        del child


async def waits_for_a_thread() -> None:
    child = asyncio.create_task(forever())
    try:
        await forever()
    finally:
        await asyncio.to_thread(threading.Event().wait, 0.03)
        child.cancel()


ENDING = [cancels_its_child, has_a_group, tells_its_child, waits_for_a_thread]


def ends(parent: Callable[[], Any]) -> Callable[[], Any]:
    """Return a test that cancels a task in its last line."""

    async def test() -> None:
        task = asyncio.create_task(parent())
        for _ in range(5):
            await asyncio.sleep(0)
        task.cancel()

    return test


@pytest.mark.parametrize("parent", ENDING)
async def test_what_a_cancelled_task_ends_in_turn_is_not_named(
    parent: Callable[[], Any],
) -> None:
    assert await left_by(ends(parent)) == []


async def test_a_cancelled_task_ends_although_the_clock_stands_still(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: 0.0)
    assert await left_by(ends(waits_for_a_thread)) == []


async def test_a_task_beside_a_cancelled_one_is_named() -> None:
    async def leave() -> asyncio.Task[None]:
        task = asyncio.create_task(forever())
        await ends(cancels_its_child)()
        return task

    left: list[str] = []
    task = await watched(leave, left)()
    (said,) = left
    assert said.startswith("the task forever, made in ")
    task.cancel()


async def test_a_cancelled_task_that_never_ends_is_not_waited_for() -> None:
    over = asyncio.Event()
    children: list[asyncio.Task[Any]] = []

    async def goes_on() -> None:
        try:
            await forever()
        finally:
            children.append(asyncio.create_task(forever()))
            await over.wait()

    async with asyncio.timeout(10):
        said = await left_by(ends(goes_on))
    # Both are cut off when the loop is closed.
    assert [one.partition(", made in ")[0].rpartition(".")[2] for one in said] == [
        "goes_on",
        "the task forever",
    ]
    over.set()
    children[0].cancel()


async def test_where_nothing_is_cancelled_the_loop_does_not_run_on() -> None:
    turns: list[str] = []
    tasks: list[asyncio.Task[None]] = []

    async def leave() -> None:
        tasks.append(asyncio.create_task(forever()))
        asyncio.get_running_loop().call_soon(turns.append, "one more")

    assert len(await left_by(leave)) == 1
    assert turns == []
    tasks[0].cancel()


async def test_a_test_that_is_dropped_waits_for_nothing() -> None:
    tasks: list[asyncio.Task[None]] = []

    async def test() -> None:
        tasks.append(asyncio.create_task(forever()))
        tasks[0].cancel()
        await asyncio.sleep(0)

    running = watched(test, [])()
    assert running.send(None) is None
    # Python refuses a coroutine that awaits something now.
    running.close()
