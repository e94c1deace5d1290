"""Event loops and asynchronous fixtures of every scope."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001, ARG002

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from pytest_django.plugin import DjangoDbBlocker


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


ALWAYS = ["of the module", "of the session"]


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def row_of_the_session(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> AsyncIterator[Group]:
    with django_db_blocker.unblock():
        row = await Group.objects.acreate(name="of the session")
    yield row
    with django_db_blocker.unblock():
        await row.adelete()
        assert await asyncio.to_thread(str, "threads work") == "threads work"
        assert await sync_to_async(names)() == []


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def row_of_the_module(
    row_of_the_session: Group, django_db_blocker: DjangoDbBlocker
) -> AsyncIterator[Group]:
    with django_db_blocker.unblock():
        row = await Group.objects.acreate(name="of the module")
    yield row
    with django_db_blocker.unblock():
        assert await sync_to_async(names)() == ALWAYS
        await row.adelete()


@pytest_asyncio.fixture(scope="class", loop_scope="class")
async def row_of_the_class(
    row_of_the_module: Group, django_db_blocker: DjangoDbBlocker
) -> AsyncIterator[Group]:
    with django_db_blocker.unblock():
        row = await Group.objects.acreate(name="of the class")
    yield row
    with django_db_blocker.unblock():
        await row.adelete()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def number_without_rows() -> int:
    return 1


class _Both:
    """Two tests of the same kind: neither sees what the other has written."""

    async def test_a_row_is_written(self) -> None:
        assert await sync_to_async(names)() == ALWAYS
        await Group.objects.acreate(name="a")
        assert await asyncio.to_thread(names) == ["a", *ALWAYS]

    async def test_another_row_is_written(self) -> None:
        assert await asyncio.to_thread(names) == ALWAYS
        await asyncio.gather(*(Group.objects.acreate(name=name) for name in "ab"))
        assert await sync_to_async(names)() == ["a", "b", *ALWAYS]


@pytest.mark.django_db
@pytest.mark.asyncio(loop_scope="function")
class TestLoopOfTheFunction(_Both):
    pass


@pytest.mark.django_db
@pytest.mark.asyncio(loop_scope="class")
class TestLoopOfTheClass(_Both):
    async def test_a_row_of_the_class_is_seen(self, row_of_the_class: Group) -> None:
        assert await asyncio.to_thread(names) == ["of the class", *ALWAYS]
        await row_of_the_class.arefresh_from_db()

    async def test_it_is_still_seen(self, row_of_the_class: Group) -> None:
        await Group.objects.filter(name="of the class").aupdate(name="renamed")
        assert await asyncio.to_thread(names) == [*ALWAYS, "renamed"]

    async def test_its_change_was_rolled_back(self, row_of_the_class: Group) -> None:
        assert await asyncio.to_thread(names) == ["of the class", *ALWAYS]


@pytest.mark.django_db
@pytest.mark.asyncio(loop_scope="module")
class TestLoopOfTheModule(_Both):
    async def test_a_fixture_without_rows_does_no_harm(
        self, number_without_rows: int
    ) -> None:
        assert await asyncio.to_thread(names) == ALWAYS
        await Group.objects.acreate(name=f"{number_without_rows}")


@pytest.mark.django_db
@pytest.mark.asyncio(loop_scope="session")
class TestLoopOfTheSession(_Both):
    pass


@pytest.mark.django_db
def test_a_sync_test_sees_rows_of_async_fixtures(row_of_the_class: Group) -> None:
    assert names() == ["of the class", *ALWAYS]
    Group.objects.create(name="a")


@pytest_asyncio.fixture
async def row_of_the_function(db: None) -> AsyncIterator[Group]:
    yield await Group.objects.acreate(name="of the function")
    assert await sync_to_async(names)() == [
        "of a sync test",
        "of the function",
        *ALWAYS,
    ]


def test_a_sync_test_with_an_async_fixture(row_of_the_function: Group) -> None:
    assert names() == ["of the function", *ALWAYS]
    Group.objects.create(name="of a sync test")


def test_a_sync_test_that_asks_for_an_async_fixture_late(
    request: pytest.FixtureRequest, db: None
) -> None:
    request.getfixturevalue("row_of_the_function")
    assert names() == ["of the function", *ALWAYS]
    Group.objects.create(name="of a sync test")


@pytest.mark.django_db
def test_nothing_of_these_is_left() -> None:
    assert names() == ALWAYS
