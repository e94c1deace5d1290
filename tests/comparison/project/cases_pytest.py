"""What is done under pytest, with restflow's plugin and without: the same code.

pytest runs the tests in the order in which they stand here.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import AsyncClient

from tests.comparison.project.models import Row
from tests.comparison.project.notes import all_closed, noting, watch_connections
from tests.comparison.project.urls import sent

pytestmark = pytest.mark.django_db
watch_connections()


def exists(name: str) -> bool:
    return bool(Row.objects.filter(name=name).exists())


@pytest.fixture
def prepared(db: None) -> None:  # noqa: ARG001  (it has to come first)
    Row.objects.create(name="prepared")


async def test_a_row_is_written() -> None:
    await Row.objects.acreate(name="leak")


def test_the_row_is_gone() -> None:
    with noting("rollback") as note:
        note(not exists("leak"))


@pytest.mark.usefixtures("prepared")
async def test_what_a_fixture_prepared() -> None:
    with noting("prepared") as note:
        note(await sync_to_async(exists)("prepared"))


async def test_gathered_coroutines() -> None:
    with noting("gather") as note:
        await Row.objects.acreate(name="gather")
        found = [Row.objects.filter(name="gather").aexists() for _ in range(3)]
        note(all(await asyncio.gather(*found)))


async def test_a_thread() -> None:
    with noting("to_thread") as note:
        await Row.objects.acreate(name="to_thread")
        note(await asyncio.to_thread(exists, "to_thread"))


async def test_captured_hooks(django_capture_on_commit_callbacks: Any) -> None:
    with noting("capture") as note:
        with django_capture_on_commit_callbacks(execute=True) as callbacks:
            await AsyncClient().post("/capture/")
        note(len(callbacks) == 1 and sent.count("capture") == 1)


async def test_counted_queries(django_assert_num_queries: Any) -> None:
    with noting("queries") as note:
        with django_assert_num_queries(2) as counted:
            await Row.objects.acount()
            await Row.objects.acount()
        note(len(counted) == 2)


@pytest.mark.run_commit_hooks
async def test_hooks() -> None:
    with noting("hooks") as note:
        await AsyncClient().post("/hooks/")
        note("hooks" in sent)


def test_connections() -> None:
    with noting("connections") as note:
        note(all_closed())
