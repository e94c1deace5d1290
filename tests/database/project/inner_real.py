"""Tests with real transactions, with two databases, and what else the mark takes."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, connections, transaction
from django.test import testcases

from restflow.test import AsyncAPIClient
from tests.database.project.settings import KIND

FORBIDDEN: Any = vars(testcases)["DatabaseOperationForbidden"]
pytestmark = pytest.mark.asyncio

real = pytest.mark.django_db(transaction=True)
both = pytest.mark.django_db(databases=["default", "other"])
both_real = pytest.mark.django_db(databases=["default", "other"], transaction=True)


def names(using: str = "default") -> list[str]:
    return sorted(Group.objects.using(using).values_list("name", flat=True))


def add(name: str, using: str = "default") -> None:
    Group.objects.using(using).create(name=name)


@pytest.fixture(autouse=True)
def _nothing_is_there(request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("_django_db_helper")
    mark = request.node.get_closest_marker("django_db")
    for alias in mark.kwargs.get("databases", ["default"]):
        assert names(alias) == []


@pytest.fixture
def sync_row(_nothing_is_there: None) -> Group:
    return Group.objects.create(name="of a sync fixture")


@pytest_asyncio.fixture
async def async_row(_nothing_is_there: None) -> Group:
    return await Group.objects.acreate(name="of an async fixture")


# --- Real transactions ---------------------------------------------------------------


@real
async def test_a_real_commit_is_seen_by_all(sync_row: Group, async_row: Group) -> None:
    await Group.objects.acreate(name="of the test")
    every = ["of a sync fixture", "of an async fixture", "of the test"]
    assert await sync_to_async(names)() == every
    assert await asyncio.to_thread(names) == every
    assert not connection.in_atomic_block


@real
async def test_real_commits_run_their_hooks() -> None:
    ran: list[str] = []

    @sync_to_async
    def commit() -> None:
        with transaction.atomic():
            add("a")
            transaction.on_commit(lambda: ran.append("hook"))
            assert not ran

    await commit()
    assert ran == ["hook"]


@real
async def test_a_real_block_that_fails_leaves_nothing() -> None:
    @sync_to_async
    def fail() -> None:
        with transaction.atomic():
            add("a")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await asyncio.to_thread(names) == []


@real
async def test_a_thread_has_a_real_connection_of_its_own() -> None:
    mine = await sync_to_async(lambda: connections["default"])()
    assert mine is connections["default"]
    other = await asyncio.to_thread(lambda: connections["default"])
    assert (other is mine) == (KIND == "memory")


@real
async def test_threads_write_in_real_transactions_of_their_own() -> None:
    def write(name: str) -> None:
        with transaction.atomic():
            add(name)

    # SQLite lets one connection write at a time.
    for name in "abc":
        await asyncio.to_thread(write, name)
    assert await sync_to_async(names)() == ["a", "b", "c"]


@real
@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_views_commit_for_real(kind: str) -> None:
    await AsyncAPIClient().get(f"/{kind}/?add=of+the+view")
    assert await asyncio.to_thread(names) == ["of the view"]


@real
async def test_a_real_block_left_open_does_not_reach_the_next_test() -> None:
    def enter() -> None:
        transaction.atomic().__enter__()
        add("a")

    # In a thread, whose connection is closed in the end.
    if KIND != "memory":
        await asyncio.to_thread(enter)


@real
async def test_after_the_block_left_open_rows_are_written() -> None:
    await Group.objects.acreate(name="a")
    assert await asyncio.to_thread(names) == ["a"]


# --- Two databases -------------------------------------------------------------------


@both
async def test_both_databases_roll_back() -> None:
    await Group.objects.acreate(name="a")
    await Group.objects.using("other").acreate(name="b")
    await asyncio.to_thread(add, "c", "other")
    assert await sync_to_async(names)() == ["a"]
    assert await sync_to_async(names)("other") == ["b", "c"]


@both
async def test_both_databases_are_empty_again() -> None:
    await asyncio.to_thread(add, "a", "other")


@both_real
async def test_both_databases_commit() -> None:
    await Group.objects.acreate(name="a")
    await asyncio.to_thread(add, "b", "other")
    assert await sync_to_async(names)("other") == ["b"]


@both_real
async def test_both_databases_are_empty_after_commits() -> None:
    await Group.objects.using("other").acreate(name="b")


@both
async def test_hooks_belong_to_their_database(
    django_capture_on_commit_callbacks: object,
) -> None:
    async with django_capture_on_commit_callbacks(using="other") as hooks:  # type: ignore[operator]
        await sync_to_async(transaction.on_commit)(str, using="other")
    assert hooks == [str]


@pytest.mark.django_db
async def test_another_database_is_still_forbidden() -> None:
    for call in (
        Group.objects.using("other").acount(),
        asyncio.to_thread(names, "other"),
        sync_to_async(names)("other"),
        sync_to_async(names, thread_sensitive=False)("other"),
    ):
        with pytest.raises(FORBIDDEN, match="to 'other' are not allo"):
            await call


@real
async def test_another_database_is_forbidden_with_real_transactions() -> None:
    with pytest.raises(FORBIDDEN, match="to 'other' are not allowed"):
        await Group.objects.using("other").acount()


# --- What else the mark takes --------------------------------------------------------


@pytest.mark.django_db(reset_sequences=True)
@pytest.mark.parametrize("time", [1, 2])
async def test_sequences_start_again(time: int) -> None:
    group = await Group.objects.acreate(name=str(time))
    assert group.pk == 1


@pytest.mark.django_db
async def test_a_connection_that_breaks_fails_the_test_only() -> None:
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError):
            await sync_to_async(_break)()


def _break() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
