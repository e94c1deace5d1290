"""Tests that go wrong; the names say how each has to end."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import connection, connections, transaction

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


def add(name: str) -> None:
    Group.objects.create(name=name)


@pytest.fixture(autouse=True)
def _nothing_is_there(db: None) -> None:
    assert names() == []
    assert len(connection.savepoint_ids) == 0
    assert len(connection.atomic_blocks) <= 1


async def test_fails_in_a_block() -> None:
    @sync_to_async
    def fail() -> None:
        with transaction.atomic(), transaction.atomic():
            add("a")
            pytest.fail("in a block")

    await fail()


async def test_passes_after_a_failure() -> None:
    await asyncio.to_thread(add, "a")


async def test_errs_with_a_block_left_open() -> None:
    @sync_to_async
    def enter() -> None:
        transaction.atomic().__enter__()
        add("a")

    await enter()
    await enter_in_thread()


async def enter_in_thread() -> None:
    await Group.objects.acreate(name="b")


async def test_passes_after_an_open_block() -> None:
    await asyncio.to_thread(add, "a")
    with_block = sync_to_async(transaction.atomic(add))
    await with_block("b")


async def test_fails_when_it_is_cancelled_in_a_block() -> None:
    inside = threading.Event()

    @sync_to_async
    def slow() -> None:
        with transaction.atomic():
            add("a")
            inside.set()
            threading.Event().wait(0.2)
            add("b")

    async def cancel() -> None:
        task = asyncio.create_task(slow())
        await asyncio.to_thread(inside.wait, 5)
        task.cancel()
        await task

    await asyncio.wait_for(cancel(), 5)


async def test_passes_after_a_cancellation() -> None:
    await asyncio.to_thread(add, "a")


async def test_errs_with_a_task_left() -> None:
    task = asyncio.create_task(asyncio.sleep(60), name="left")
    await asyncio.sleep(0)
    connections.left_task = task  # type: ignore[attr-defined]


async def test_errs_with_a_task_that_writes_when_it_is_cancelled() -> None:
    async def write_in_the_end() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await Group.objects.acreate(name="in the end")

    connections.left_task = asyncio.create_task(write_in_the_end())  # type: ignore[attr-defined]
    await asyncio.sleep(0)


async def test_passes_after_that_task() -> None:
    await asyncio.to_thread(add, "a")


async def test_passes_with_a_task_that_was_cancelled() -> None:
    task = asyncio.create_task(asyncio.sleep(60))
    await asyncio.sleep(0)
    task.cancel()


async def test_passes_with_a_task_that_ends_at_the_last_moment() -> None:
    task = asyncio.create_task(asyncio.sleep(60))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.sleep(0)
    connections.left_task = task  # type: ignore[attr-defined]


async def test_errs_with_hooks_that_never_ran() -> None:
    await sync_to_async(transaction.on_commit)(names)


@pytest.mark.django_db(transaction=True)
async def test_passes_with_connections_of_threads_left_open() -> None:
    def connect() -> None:
        connection.ensure_connection()

    await asyncio.gather(*(asyncio.to_thread(connect) for _ in range(3)))


def _open_for_ever(connected: threading.Event, over: threading.Event) -> None:
    connection.ensure_connection()
    connected.set()
    over.wait(20)


@pytest.mark.django_db(transaction=True)
async def test_passes_with_a_thread_that_stays_connected() -> None:
    connected, over = threading.Event(), threading.Event()
    thread = threading.Thread(
        target=_open_for_ever,
        args=(connected, over),
        name="ThreadPoolExecutor-of-the-test",
        daemon=True,
    )
    thread.start()
    await asyncio.to_thread(connected.wait, 5)


@pytest.mark.django_db(transaction=True)
def test_passes_although_a_sync_test_leaves_a_connection() -> None:
    connected, over = threading.Event(), threading.Event()
    threading.Thread(target=_open_for_ever, args=(connected, over), daemon=True).start()
    assert connected.wait(5)


in_a_block: list[threading.Thread] = []


async def test_errs_with_a_thread_in_a_block() -> None:
    inside = threading.Event()

    def stay() -> None:
        with suppress(Exception), transaction.atomic():
            add("a")
            inside.set()
            threading.Event().wait(1)
            add("when the test is over")

    in_a_block.append(threading.Thread(target=stay, daemon=True))
    in_a_block[0].start()
    await asyncio.to_thread(inside.wait, 5)


async def test_passes_after_a_thread_in_a_block() -> None:
    await asyncio.to_thread(add, "a")
    # Or it would write when all is over.
    await asyncio.to_thread(in_a_block[0].join, 5)


async def test_passes_when_a_connection_is_taken_too_long() -> None:
    inside, over = threading.Event(), threading.Event()

    def stay() -> None:
        with transaction.atomic():
            inside.set()
            over.wait(5)

    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.to_thread(stay))
        await asyncio.to_thread(inside.wait, 5)
        with pytest.raises(TimeoutError, match=r"(?s)inner_left\.py:\d+.*E112"):
            await Group.objects.acount()
        over.set()
