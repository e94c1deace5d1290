"""Tests without the mark: pytest-django keeps all their threads off the database."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

REFUSED = "Database access not allowed"


def count() -> int:
    return Group.objects.count()


@pytest.fixture
def blocked_again(db: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.block():
        yield


async def _all_are_refused() -> None:
    for call in (
        Group.objects.acount(),
        sync_to_async(count)(),
        sync_to_async(count, thread_sensitive=False)(),
        asyncio.to_thread(count),
    ):
        with pytest.raises(RuntimeError, match=REFUSED):
            await call


async def test_all_threads_are_refused() -> None:
    await _all_are_refused()


async def test_the_thread_of_the_loop_is_refused() -> None:
    with pytest.raises(RuntimeError, match=REFUSED):
        connection.ensure_connection()


@pytest.mark.django_db
async def test_with_the_mark_none_is_refused() -> None:
    assert await asyncio.to_thread(count) == 0
    assert await sync_to_async(count)() == 0


async def test_after_it_all_threads_are_refused_again() -> None:
    await _all_are_refused()


async def test_who_blocks_a_test_with_a_database_blocks_all_its_threads(
    blocked_again: None,
) -> None:
    await _all_are_refused()


started = threading.Event()
go_on = threading.Event()
said: list[str] = []


def _write_later() -> None:
    assert Group.objects.count() == 0
    started.set()
    go_on.wait(10)
    try:
        Group.objects.create(name="of a thread that outlived its test")
    except RuntimeError as error:
        said.append(str(error))


thread = threading.Thread(target=_write_later)


@pytest.fixture(scope="module", autouse=True)
def _thread_ends() -> Iterator[None]:
    yield
    go_on.set()
    thread.join(10)


@pytest.mark.django_db
async def test_a_thread_outlives_its_test() -> None:
    # As a pool would, which nobody expects to end.
    thread.name = "ThreadPoolExecutor-of-the-test"
    thread.start()
    await asyncio.to_thread(started.wait, 10)


async def test_that_thread_is_refused() -> None:
    go_on.set()
    await asyncio.to_thread(thread.join, 10)
    assert len(said) == 1
    assert REFUSED in said[0]


@pytest.mark.django_db
def test_it_has_written_nothing() -> None:
    assert count() == 0
