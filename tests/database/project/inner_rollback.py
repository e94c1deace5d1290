"""Tests that write rows; each begins with the look at what the others left."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001, ARG002, PT012

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

import pytest
import pytest_asyncio
from asgiref.sync import ThreadSensitiveContext, async_to_sync, sync_to_async
from django.contrib.auth.models import Group
from django.db import (
    DatabaseError,
    IntegrityError,
    connection,
    connections,
    transaction,
)
from django.test import AsyncClient, Client
from hypothesis import HealthCheck, given, settings, strategies
from rest_framework.test import APIClient

from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


def names() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


async def anames() -> list[str]:
    return [group.name async for group in Group.objects.order_by("name")]


def add(name: str) -> None:
    Group.objects.create(name=name)


@pytest.fixture(autouse=True)
def _nothing_is_there(db: None) -> None:
    assert names() == []


# --- Fixtures ------------------------------------------------------------------------


@pytest.fixture
def sync_row() -> Group:
    return Group.objects.create(name="of a sync fixture")


@pytest.fixture
def sync_row_while_the_test_runs() -> Iterator[Group]:
    yield Group.objects.create(name="of a sync fixture")
    assert "of the test" in names()


@pytest_asyncio.fixture
async def async_row() -> Group:
    return await Group.objects.acreate(name="of an async fixture")


@pytest_asyncio.fixture
async def async_row_while_the_test_runs() -> AsyncIterator[Group]:
    yield await Group.objects.acreate(name="of an async fixture")
    assert "of the test" in await anames()
    await Group.objects.acreate(name="of the end of a fixture")


async def test_the_loop_is_the_one_that_was_chosen() -> None:
    chosen = os.environ.get("ISOLATION_LOOP", "asyncio")
    assert type(asyncio.get_running_loop()).__module__.startswith(chosen)


async def test_a_sync_fixture_is_seen(sync_row: Group) -> None:
    assert await anames() == ["of a sync fixture"]
    assert await Group.objects.aget(pk=sync_row.pk) == sync_row


async def test_a_sync_fixture_sees_the_test(
    sync_row_while_the_test_runs: Group,
) -> None:
    await Group.objects.acreate(name="of the test")


async def test_an_async_fixture_is_seen(async_row: Group) -> None:
    assert await sync_to_async(names)() == ["of an async fixture"]


async def test_an_async_fixture_sees_the_test(
    async_row_while_the_test_runs: Group,
) -> None:
    await Group.objects.acreate(name="of the test")


async def test_fixtures_of_both_kinds_are_seen(
    sync_row: Group, async_row: Group
) -> None:
    assert await anames() == ["of a sync fixture", "of an async fixture"]


# --- Requests ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("client", [AsyncAPIClient, AsyncClient])
async def test_async_clients_see_and_write_rows(
    sync_row: Group, client: type[AsyncClient], kind: str
) -> None:
    await Group.objects.acreate(name="of the test")
    response = await client().get(f"/{kind}/?add=of+the+view")
    assert response.json()["names"] == [
        "of a sync fixture",
        "of the test",
        "of the view",
    ]
    assert "of the view" in await anames()


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("client", [APIClient, Client])
async def test_sync_clients_see_and_write_rows(
    sync_row: Group, client: type[Client], kind: str
) -> None:
    await Group.objects.acreate(name="of the test")
    response = await sync_to_async(client().get)(f"/{kind}/?add=of+the+view")
    assert response.json()["names"] == [
        "of a sync fixture",
        "of the test",
        "of the view",
    ]
    assert "of the view" in await anames()


async def test_requests_beside_each_other_see_all_rows() -> None:
    client = AsyncAPIClient()
    kinds = ["sync", "async"] * 5
    await asyncio.gather(
        *(
            client.get(f"/{kind}/?add={number}-{kind}")
            for number, kind in enumerate(kinds)
        )
    )
    assert len(await anames()) == 10


# --- Threads and tasks ---------------------------------------------------------------


@pytest.mark.parametrize("sensitive", [True, False])
async def test_sync_to_async_sees_and_writes_rows(sensitive: bool) -> None:
    await Group.objects.acreate(name="a")
    await sync_to_async(add, thread_sensitive=sensitive)("b")
    assert await sync_to_async(names, thread_sensitive=sensitive)() == ["a", "b"]
    assert await anames() == ["a", "b"]


async def test_to_thread_sees_and_writes_rows() -> None:
    await Group.objects.acreate(name="a")
    await asyncio.to_thread(add, "b")
    assert await asyncio.to_thread(names) == ["a", "b"]


async def test_a_bare_thread_sees_and_writes_rows() -> None:
    await Group.objects.acreate(name="a")
    thread = threading.Thread(target=add, args=["b"])
    thread.start()
    await asyncio.to_thread(thread.join)
    assert await anames() == ["a", "b"]


async def test_a_pool_sees_and_writes_rows() -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(add, "abc"))
        assert list(pool.map(lambda _: names(), "xy")) == [["a", "b", "c"]] * 2
    assert await anames() == ["a", "b", "c"]


async def test_gather_sees_and_writes_rows() -> None:
    await asyncio.gather(*(Group.objects.acreate(name=name) for name in "abcdef"))
    assert await anames() == list("abcdef")


async def test_a_task_group_sees_and_writes_rows() -> None:
    async with asyncio.TaskGroup() as group:
        for name in "abc":
            group.create_task(Group.objects.acreate(name=name))
            group.create_task(asyncio.to_thread(add, name * 2))
    assert await anames() == ["a", "aa", "b", "bb", "c", "cc"]


async def test_a_task_sees_and_writes_rows(sync_row: Group) -> None:
    async def both() -> list[str]:
        await Group.objects.acreate(name="of a task")
        return await anames()

    assert await asyncio.create_task(both()) == ["of a sync fixture", "of a task"]


async def test_async_to_sync_in_a_thread_sees_and_writes_rows() -> None:
    async def write() -> None:
        await Group.objects.acreate(name="a")

    def there_and_back() -> None:
        async_to_sync(write)()
        assert async_to_sync(anames)() == ["a"]

    await sync_to_async(there_and_back)()
    assert await anames() == ["a"]
    await Group.objects.all().adelete()
    await asyncio.to_thread(there_and_back)
    assert await anames() == ["a"]


async def test_a_thread_sensitive_context_sees_and_writes_rows() -> None:
    await Group.objects.acreate(name="a")
    async with ThreadSensitiveContext():
        await Group.objects.acreate(name="b")
        ident = await sync_to_async(threading.get_ident)()
    assert await anames() == ["a", "b"]
    assert ident == await sync_to_async(threading.get_ident)()


async def test_all_threads_have_the_connection_of_the_test() -> None:
    mine = connections["default"]
    assert await sync_to_async(lambda: connections["default"])() is mine
    assert await asyncio.to_thread(lambda: connections["default"]) is mine


async def test_connections_stay_open_when_they_are_closed() -> None:
    await Group.objects.acreate(name="a")
    await sync_to_async(connection.close)()
    await sync_to_async(connections.close_all)()
    await sync_to_async(connection.close_if_unusable_or_obsolete)()
    assert await anames() == ["a"]


# --- Transactions --------------------------------------------------------------------


async def test_an_outer_block_that_fails_takes_its_rows_away() -> None:
    @sync_to_async
    def fail() -> None:
        with transaction.atomic():
            add("a")
            with transaction.atomic():
                add("b")
            raise LookupError

    await Group.objects.acreate(name="before")
    with pytest.raises(LookupError):
        await fail()
    assert await anames() == ["before"]


async def test_a_nested_block_that_fails_takes_only_its_own_rows_away() -> None:
    @sync_to_async
    def fail_within() -> None:
        with transaction.atomic():
            add("a")
            with pytest.raises(LookupError), transaction.atomic():
                add("b")
                raise LookupError
            add("c")

    await fail_within()
    assert await anames() == ["a", "c"]


async def test_a_savepoint_is_rolled_back_by_hand() -> None:
    # Django 6.1 has given it another name.
    here = vars(transaction)
    create = here.get("savepoint_create") or here["savepoint"]

    @sync_to_async
    def by_hand() -> None:
        with transaction.atomic():
            add("a")
            savepoint = create()
            add("b")
            transaction.savepoint_rollback(savepoint)
            kept = create()
            add("c")
            transaction.savepoint_commit(kept)

    await by_hand()
    assert await anames() == ["a", "c"]


async def test_after_an_integrity_error_in_a_block_things_go_on() -> None:
    @sync_to_async
    def twice() -> None:
        add("a")
        with pytest.raises(IntegrityError), transaction.atomic():
            add("a")
        add("b")

    await twice()
    assert await anames() == ["a", "b"]


async def test_after_an_integrity_error_without_a_block_the_next_test_works() -> None:
    await Group.objects.acreate(name="a")
    with pytest.raises(IntegrityError):
        await Group.objects.acreate(name="a")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError):
            await anames()


async def test_set_rollback_does_not_reach_the_next_test() -> None:
    await Group.objects.acreate(name="a")
    await sync_to_async(transaction.set_rollback)(True)


async def test_a_block_in_each_of_many_threads_is_whole() -> None:
    def three(name: str) -> None:
        with transaction.atomic():
            add(f"{name}1")
            if name in "bd":
                raise LookupError
            add(f"{name}2")

    async def run(name: str) -> None:
        with pytest.raises(LookupError) if name in "bd" else nullcontext():
            await asyncio.to_thread(three, name)

    await asyncio.gather(*map(run, "abcde"))
    assert await anames() == ["a1", "a2", "c1", "c2", "e1", "e2"]


async def test_a_cursor_of_one_thread_is_read_while_others_write() -> None:
    def read() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 UNION SELECT 2 UNION SELECT 3")
            return len(cursor.fetchall())

    results = await asyncio.gather(
        *(asyncio.to_thread(read) for _ in range(5)),
        *(Group.objects.acreate(name=name) for name in "abc"),
    )
    assert results[:5] == [3] * 5


# --- Kinds of tests ------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a", "b", "c"])
async def test_parameters_have_a_transaction_each(name: str) -> None:
    assert await anames() == []
    await Group.objects.acreate(name=name)


class TestInAClass:
    @pytest_asyncio.fixture
    async def row(self) -> Group:
        return await Group.objects.acreate(name="of a class")

    async def test_a_fixture_of_the_class_is_seen(self, row: Group) -> None:
        assert await anames() == ["of a class"]

    async def test_a_row_is_not_there_for_the_next(self) -> None:
        await Group.objects.acreate(name="of a class")


@settings(
    max_examples=5,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(number=strategies.integers(0, 9))
async def test_hypothesis_sees_and_writes_rows(number: int) -> None:
    # The examples of one test share its transaction, as they do with Django's.
    before = len(await anames())
    await Group.objects.acreate(name=f"{before} {number}")
    assert len(await asyncio.to_thread(names)) == before + 1


# --- Counting and capturing ----------------------------------------------------------


async def test_queries_are_counted_with_async_with(
    django_assert_num_queries: object,
) -> None:
    async with django_assert_num_queries(2) as seen:  # type: ignore[operator]
        await anames()
        await asyncio.to_thread(names)
    assert len(seen) == 2


async def test_queries_are_counted_with_with(
    django_assert_num_queries: object, django_assert_max_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        await anames()
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        await anames()
        await asyncio.to_thread(names)


async def test_too_many_queries_fail(django_assert_num_queries: object) -> None:
    with pytest.raises(pytest.fail.Exception, match="Expected to perform 1 queries"):
        async with django_assert_num_queries(1):  # type: ignore[operator]
            await anames()
            await anames()


async def test_hooks_are_captured_in_both_ways(
    django_capture_on_commit_callbacks: object,
) -> None:
    ran: list[str] = []

    @sync_to_async
    def register(name: str) -> None:
        with transaction.atomic():
            transaction.on_commit(lambda: ran.append(name))

    async with django_capture_on_commit_callbacks(execute=True) as hooks:  # type: ignore[operator]
        await register("a")
    with django_capture_on_commit_callbacks(execute=True) as more:  # type: ignore[operator]
        await register("b")
    with django_capture_on_commit_callbacks() as never:  # type: ignore[operator]
        await register("c")
    assert [len(hooks), len(more), len(never)] == [1, 1, 1]
    assert ran == ["a", "b"]


async def test_a_captured_hook_may_query_beside_the_loop(
    django_capture_on_commit_callbacks: object,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        await sync_to_async(transaction.on_commit)(lambda: add("of a hook"))
    assert await anames() == ["of a hook"]
