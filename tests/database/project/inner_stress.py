"""Hundreds of tests that do what they like, side by side; none may leave a thing."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001, S311

from __future__ import annotations

import asyncio
import gc
import os
import random
import threading
from collections.abc import Awaitable, Callable, Iterator

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from restflow.test import AsyncAPIClient

TESTS = int(os.environ.get("ISOLATION_TESTS", "500"))

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


def names() -> set[str]:
    return set(Group.objects.values_list("name", flat=True))


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_left(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    with django_db_blocker.unblock():
        assert names() == set()
        assert _other_connections() == 0
    # What is closing now has until the next look.
    gc.collect()
    assert [task for task in gc.get_objects() if _goes_on(task)] == []
    left = {thread.name for thread in set(threading.enumerate()) - before}
    # Asgiref's, which serves all tests of the process.
    assert len(left) <= 1, left


def _other_connections() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        (count,) = cursor.fetchone()
        return int(count)


def _goes_on(thing: object) -> bool:
    return isinstance(thing, asyncio.Task) and not thing.done()


@pytest.fixture
def sync_row() -> str:
    return Group.objects.create(name="sync").name


@pytest_asyncio.fixture
async def async_row() -> str:
    return (await Group.objects.acreate(name="async")).name


class UndoneError(Exception):
    """What takes a block back."""


def in_a_block(name: str, kept: bool) -> set[str]:
    try:
        with transaction.atomic():
            Group.objects.create(name=name)
            with transaction.atomic():
                Group.objects.create(name=f"{name} within")
            if not kept:
                raise UndoneError  # noqa: TRY301
    except UndoneError:
        return set()
    return {name, f"{name} within"}


async def by_request(name: str, kept: bool) -> set[str]:
    kind = "sync" if kept else "async"
    await AsyncAPIClient().get(f"/{kind}/?add={name}")
    return {name}


async def by_the_orm(name: str, kept: bool) -> set[str]:
    group = await Group.objects.acreate(name=name)
    if kept:
        return {name}
    await group.adelete()
    return set()


async def in_a_thread(name: str, kept: bool) -> set[str]:
    return await asyncio.to_thread(in_a_block, name, kept)


async def where_sync_code_runs(name: str, kept: bool) -> set[str]:
    return await sync_to_async(in_a_block, thread_sensitive=kept)(name, kept)


async def in_a_task(name: str, kept: bool) -> set[str]:
    return await asyncio.create_task(by_the_orm(name, kept))


DOINGS: list[Callable[[str, bool], Awaitable[set[str]]]] = [
    by_request,
    by_the_orm,
    in_a_thread,
    where_sync_code_runs,
    in_a_task,
]


@pytest.mark.parametrize("number", range(TESTS))
async def test_whatever_it_does_a_test_leaves_nothing(
    number: int, sync_row: str, async_row: str
) -> None:
    choice = random.Random(number)
    kept = await asyncio.gather(
        *(
            choice.choice(DOINGS)(f"{number}-{part}", choice.random() < 0.7)
            for part in range(choice.randint(1, 6))
        )
    )
    expected = {sync_row, async_row}.union(*kept)
    if choice.random() < 0.5:
        assert await asyncio.to_thread(names) == expected
    else:
        assert await sync_to_async(names)() == expected
