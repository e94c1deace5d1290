"""Tests that anyio's plugin runs."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import anyio
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from pytest_django.plugin import DjangoDbBlocker

pytestmark = [pytest.mark.django_db, pytest.mark.anyio]


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module", autouse=True)
async def row_of_the_module(
    anyio_backend: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> AsyncIterator[Group]:
    with django_db_blocker.unblock():
        row = await Group.objects.acreate(name="of the module")
    yield row
    with django_db_blocker.unblock():
        await row.adelete()


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


@pytest.fixture
def sync_row(db: None) -> Group:
    return Group.objects.create(name="of a sync fixture")


@pytest.fixture
async def async_row(db: None) -> AsyncIterator[Group]:
    yield await Group.objects.acreate(name="of an async fixture")
    assert "of the test" in await sync_to_async(names)()


@pytest.mark.parametrize("time", [1, 2])
async def test_anyio_sees_fixtures(
    sync_row: Group, async_row: Group, time: int
) -> None:
    await Group.objects.acreate(name="of the test")
    every = ["of a sync fixture", "of an async fixture", "of the module", "of the test"]
    assert await sync_to_async(names)() == every
    assert await asyncio.to_thread(names) == every
    assert await anyio.to_thread.run_sync(names) == every


@pytest.mark.parametrize("time", [1, 2])
async def test_anyio_task_groups_write_rows(time: int) -> None:
    async with anyio.create_task_group() as group:
        for name in "abc":
            group.start_soon(_add, name)
    assert await sync_to_async(names)() == ["a", "b", "c", "of the module"]


async def _add(name: str) -> None:
    await Group.objects.acreate(name=name)
