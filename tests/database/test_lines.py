"""Which line of the user's code is behind what happens."""

from __future__ import annotations

import asyncio
import gc
import inspect
import json
import os
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context, copy_context
from threading import Event, Thread
from types import ModuleType
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from restflow.test._database import lines as _where
from restflow.test._database.lines import (
    follow_this_task,
    following_tasks,
    is_users,
    line_of_thread,
    users_line,
)

# There, no code of this file is on the stack.
line_in_a_thread = sync_to_async(users_line)


def here() -> str:
    """Return where this is called."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return f"tests/database/test_lines.py:{frame.f_back.f_lineno}"


def test_the_line_is_the_callers() -> None:
    assert users_line() == here()


def test_the_line_is_the_innermost_of_the_users() -> None:
    lines: list[str] = []

    def note(_: object) -> str:
        lines.extend([users_line(), here()])
        return ""

    json.dumps(object(), default=note)
    assert lines[0] == lines[1]


async def test_the_line_in_a_thread_is_the_one_that_waits() -> None:
    follow_this_task()
    assert await line_in_a_thread() == here()
    assert await asyncio.to_thread(users_line) == here()


async def test_the_line_is_the_innermost_that_waits() -> None:
    async def inner() -> tuple[str, str]:
        return await line_in_a_thread(), here()

    follow_this_task()
    said, is_ = await inner()
    assert said == is_


async def test_the_line_is_found_through_generators() -> None:
    async def numbers() -> AsyncGenerator[tuple[str, str]]:
        yield await line_in_a_thread(), here()

    follow_this_task()
    async for said, is_ in numbers():
        assert said == is_


async def test_the_line_is_found_through_awaitable_objects() -> None:
    class Later:
        def __await__(self) -> Generator[Any, Any, str]:
            return line_in_a_thread().__await__()

    class Generated:
        def __await__(self) -> Generator[Any, Any, tuple[str, str]]:
            said = yield from line_in_a_thread().__await__()
            return said, here()

    follow_this_task()
    assert await Later() == here()
    said, is_ = await Generated()
    assert said.partition(":")[0] == is_.partition(":")[0]
    assert int(is_.partition(":")[2]) - int(said.partition(":")[2]) == 1


async def test_where_no_task_is_known_there_is_no_line() -> None:
    context = copy_context()
    context.run(_where._task.set, None)
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(None, context.run, users_line) == ""


async def test_of_a_task_that_is_gone_there_is_the_line_that_made_it() -> None:
    async def nothing() -> None:
        follow_this_task()
        contexts.append(copy_context())

    contexts: list[Any] = []
    task, made = asyncio.create_task(nothing()), here()
    await task
    del task
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(None, contexts[0].run, users_line) == made


async def test_a_task_is_followed_although_another_was() -> None:
    async def outer() -> None:
        follow_this_task()

        async def inner() -> tuple[str, str]:
            follow_this_task()
            return await line_in_a_thread(), here()

        said, is_ = await asyncio.Task(inner())
        assert said == is_

    await asyncio.Task(outer())


def test_without_a_task_none_is_followed() -> None:
    context = Context()
    context.run(follow_this_task)
    loop = asyncio.new_event_loop()
    try:
        loop.call_soon(follow_this_task, context=context)
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        loop.close()
    assert _where._task not in context


Factory = Callable[..., asyncio.Task[Any]]


async def test_tasks_that_are_made_are_followed_and_given_back() -> None:
    async def inner() -> tuple[str, str]:
        return await line_in_a_thread(), here()

    loop = asyncio.get_running_loop()
    before = loop.get_task_factory()
    with following_tasks(loop) as made:
        task = asyncio.create_task(inner(), name="named", context=copy_context())
        assert made == {task: f"{here().partition(':')[0]}:{_line_before(2)}"}
        assert task.get_name() == "named"
        said, is_ = await task
        await asyncio.sleep(0)
        assert made == {}
    assert said == is_
    assert loop.get_task_factory() is before


def _line_before(lines: int) -> int:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return frame.f_back.f_lineno - lines + 1


async def test_a_factory_that_is_there_makes_the_tasks() -> None:
    made_by_it: list[asyncio.Task[Any]] = []

    def factory(
        loop: asyncio.AbstractEventLoop,
        coroutine: Coroutine[Any, Any, Any],
        **options: Any,
    ) -> asyncio.Task[Any]:
        made_by_it.append(asyncio.Task(coroutine, loop=loop, **options))
        return made_by_it[-1]

    loop = asyncio.get_running_loop()
    given: Any = factory
    before = loop.get_task_factory()
    loop.set_task_factory(given)
    try:
        with following_tasks(loop) as made:
            task = asyncio.create_task(asyncio.sleep(0))
            assert [*made] == made_by_it == [task]
            await task
        assert loop.get_task_factory() is given
    finally:
        loop.set_task_factory(before)


@pytest.mark.parametrize("module", [os, json, pytest, asyncio, _where])
def test_libraries_are_not_the_users(module: ModuleType) -> None:
    assert not is_users(str(module.__file__))


async def test_the_line_that_has_just_started_a_thread_is_found() -> None:
    follow_this_task()
    context = copy_context()
    with ThreadPoolExecutor(1) as pool:
        # The task goes on meanwhile.
        assert pool.submit(context.run, users_line).result() == here()
        running = inspect.currentframe()
        assert running is not None
        assert pool.submit(_where._called_by, running).result() != []
    # What this thread does has its callers below it on the stack.
    assert _where._called_by(running) == []
    over: Any = (letter for letter in "a")
    assert _where._called_by(over.gi_frame) == []


def test_this_file_is_the_users() -> None:
    assert is_users(__file__)
    assert not is_users("<frozen importlib._bootstrap>")


def test_the_line_of_a_thread_is_where_it_waits() -> None:
    found, go_on = Event(), Event()

    def wait() -> None:
        found.set()
        go_on.wait(10)

    thread = Thread(target=wait)
    thread.start()
    assert thread.ident
    try:
        found.wait(10)
        first = wait.__code__.co_firstlineno
        file, _, line = line_of_thread(thread.ident).rpartition(":")
        assert file == "tests/database/test_lines.py"
        assert first < int(line) <= first + 2
    finally:
        go_on.set()
        thread.join()


def test_a_thread_that_is_not_there_has_no_line() -> None:
    assert line_of_thread(0) == ""


def test_a_stack_is_looked_at_with_the_garbage_collector_as_it_was() -> None:
    collects = gc.isenabled()
    try:
        for change in (gc.disable, gc.enable):
            change()
            line_of_thread(0)
            assert gc.isenabled() is (change is gc.enable)
    finally:
        (gc.enable if collects else gc.disable)()
