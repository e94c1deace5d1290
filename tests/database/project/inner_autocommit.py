"""Each statement in autocommit is by itself, rolled back in the end or not."""

# Fixtures are asked for by the names of arguments.
# ruff: noqa: ARG001, PT012

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from restflow.test import AsyncAPITestCase
from restflow.test._database.replacing import replaced

both_ways = pytest.mark.parametrize(
    "way",
    [
        pytest.param(
            "rolled back", marks=[pytest.mark.run_commit_hooks, pytest.mark.django_db]
        ),
        pytest.param("committed", marks=pytest.mark.django_db(transaction=True)),
    ],
)


ends: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def _somebody_notes_the_ends_of_blocks() -> Iterator[None]:
    """Wrap them as a library does: before any test."""
    leave: Any = vars(transaction.Atomic)["__exit__"]

    def __exit__(*args: Any) -> None:  # noqa: N807
        try:
            leave(*args)
        finally:
            ends.append("end")

    with replaced(transaction.Atomic, "__exit__", __exit__):
        yield


def select(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@both_ways
def test_an_integrity_error_that_is_caught_breaks_nothing(way: str) -> None:
    first = Group.objects.create(name="a")
    with pytest.raises(IntegrityError):
        Group.objects.create(name="a")
    with pytest.raises(IntegrityError):
        Group.objects.filter(pk=first.pk).update(name=None)
    Group.objects.create(name="b")
    assert [group.name for group in Group.objects.order_by("name")] == ["a", "b"]


@both_ways
def test_a_statement_that_fails_breaks_nothing(way: str) -> None:
    Group.objects.create(name="a")
    for _ in range(2):
        with pytest.raises(DatabaseError):
            select("SELECT nothing FROM nowhere")
    assert select("SELECT 1") == 1
    assert Group.objects.count() == 1


@both_ways
@pytest.mark.asyncio
async def test_so_it_is_in_a_coroutine(way: str) -> None:
    await Group.objects.acreate(name="a")
    with pytest.raises(IntegrityError):
        await Group.objects.acreate(name="a")
    assert await Group.objects.acount() == 1


@both_ways
def test_within_a_block_everything_after_it_is_refused(way: str) -> None:
    Group.objects.create(name="a")
    with transaction.atomic():
        Group.objects.create(name="b")
        with pytest.raises(IntegrityError):
            Group.objects.create(name="a")
        with pytest.raises(TransactionManagementError):
            Group.objects.count()
    assert Group.objects.count() == 1


@both_ways
def test_a_lock_needs_a_block(way: str) -> None:
    Group.objects.create(name="a")
    rows = Group.objects.select_for_update()
    if connection.features.has_select_for_update:
        with pytest.raises(TransactionManagementError, match="select_for_update"):
            list(rows)
    with transaction.atomic():
        assert len(rows.all()) == 1


@both_ways
def test_what_asks_for_autocommit_is_told_so(way: str) -> None:
    assert transaction.get_autocommit()
    with transaction.atomic():
        assert not transaction.get_autocommit()
        sid = transaction.savepoint()
        Group.objects.create(name="a")
        transaction.savepoint_rollback(sid)
    assert transaction.get_autocommit()
    # Without a transaction there is nothing to come back to.
    sid = transaction.savepoint()
    Group.objects.create(name="b")
    transaction.savepoint_commit(sid)
    assert [group.name for group in Group.objects.all()] == ["b"]


@both_ways
def test_rows_are_read_piece_by_piece(way: str) -> None:
    Group.objects.bulk_create([Group(name=f"{i}") for i in range(5)])
    rows = Group.objects.order_by("pk").iterator(chunk_size=2)
    first = next(rows)
    Group.objects.create(name="meanwhile")
    assert [first.name, *(group.name for group in rows)][:5] == list("01234")


@both_ways
def test_nobody_counts_what_keeps_a_statement_apart(
    way: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    with django_assert_num_queries(2):
        Group.objects.create(name="a")
        Group.objects.count()


@both_ways
def test_a_hook_that_fails_at_the_database_fails_the_block(way: str) -> None:
    Group.objects.create(name="a")
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.create(name="b")
        transaction.on_commit(lambda: Group.objects.create(name="a"))
    assert Group.objects.count() == 2


@both_ways
def test_who_wraps_the_end_of_a_block_has_its_hooks_within(way: str) -> None:
    ends.clear()
    with transaction.atomic():
        with transaction.atomic():
            transaction.on_commit(lambda: ends.append("hook"))
        assert ends == ["end"]
    assert ends == ["end", "hook", "end"]


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
def test_a_hook_may_wait_for_another_thread_that_asks_the_database() -> None:
    found: list[int] = []

    def hook() -> None:
        thread = threading.Thread(target=lambda: found.append(Group.objects.count()))
        thread.start()
        thread.join()

    with transaction.atomic():
        Group.objects.create(name="a")
        transaction.on_commit(hook)
    assert found == [1]


class Rows(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_a_class_has_it_too(self) -> None:
        await Group.objects.acreate(name="a")
        with self.assertRaises(IntegrityError):
            await Group.objects.acreate(name="a")
        self.assertEqual(await Group.objects.acount(), 1)

    def test_a_class_has_it_in_synchronous_tests_too(self) -> None:
        Group.objects.create(name="a")
        with self.assertRaises(IntegrityError):
            Group.objects.create(name="a")
        self.assertEqual(Group.objects.count(), 1)


class Without(AsyncAPITestCase):
    async def test_without_it_the_transaction_is_the_tests(self) -> None:
        await Group.objects.acreate(name="a")
        with self.assertRaises(IntegrityError):
            await Group.objects.acreate(name="a")
        with self.assertRaises(TransactionManagementError):
            await Group.objects.acount()
