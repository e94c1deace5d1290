"""What a test leaves behind."""

from __future__ import annotations

import asyncio
import pickle
import threading
from collections.abc import Iterator

import pytest

from restflow.test._database import leaks as _leaks
from restflow.test._database.leaks import (
    LeftBehindWarning,
    left_warning,
    watched,
    watched_threads,
)
from restflow.test._database.namespace import outlived


@pytest.fixture(autouse=True)
def _no_thread_is_outlived(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(_leaks, "_GRACE", 0.05)
    yield
    outlived.clear()


def test_nothing_left_gives_no_warning() -> None:
    assert left_warning([]) is None


def test_what_is_left_is_named_in_a_warning() -> None:
    warning = left_warning(["a task", "a thread"])
    assert isinstance(warning, LeftBehindWarning)
    assert str(warning).startswith("The test left behind:\n  a task\n  a thread\n")
    assert "restflow.E116" in str(warning)
    assert str(pickle.loads(pickle.dumps(warning))) == str(warning)  # noqa: S301


async def forever() -> None:
    await asyncio.Event().wait()


async def test_a_task_that_goes_on_is_named_with_its_line() -> None:
    tasks: list[asyncio.Task[None]] = []

    async def leave(number: int) -> int:
        tasks.append(asyncio.create_task(forever()))
        await asyncio.sleep(0)
        return number

    left: list[str] = []
    assert await watched(leave, left)(3) == 3
    (said,) = left
    assert said.startswith("the task forever, made in tests/database/test_leaks.py:")
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

    left: list[str] = []
    await watched(end, left)()
    assert left == []


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


def test_a_thread_that_goes_on_is_named_and_kept_from_databases() -> None:
    over = threading.Event()
    with watched_threads() as still_running:
        thread = threading.Thread(target=over.wait, name="mine")
        thread.start()
        short = threading.Thread(target=str)
        short.start()
        pool = threading.Thread(target=over.wait, name="ThreadPoolExecutor-9_9")
        pool.start()
    (said,) = still_running()
    assert said.startswith("the thread mine, started in tests/database/test_leaks.py:")
    assert [*outlived] == [thread]
    over.set()
    thread.join()
    pool.join()
    assert still_running() == []


def test_a_thread_that_a_library_started_is_not_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_leaks, "users_line", str)
    over = threading.Event()
    with watched_threads() as still_running:
        thread = threading.Thread(target=over.wait)
        thread.start()
    assert still_running() == []
    over.set()
    thread.join()


def test_threads_start_as_before_when_nobody_watches() -> None:
    start = threading.Thread.start
    with watched_threads():
        assert threading.Thread.start is not start
    assert threading.Thread.start is start
