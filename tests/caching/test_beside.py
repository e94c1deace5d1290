"""A cache in a table, while a transaction of the same database goes on."""

from __future__ import annotations

import unittest
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.db import connections, transaction
from django.test import TestCase

from restflow.caching import _backends, cache_result, invalidate
from restflow.caching import _store as store
from restflow.caching._settings import backend
from tests.caching.databases import cache_in_another, elsewhere, execute

on_sqlite = pytest.mark.parametrize("another", ["sqlite"], indirect=True)


class UndoneError(Exception):
    """Ends a block that shall be rolled back."""


@pytest.fixture(autouse=True)
def _in_table(another: Any) -> Iterator[None]:
    del another
    with cache_in_another():
        yield
    assert not beside()


def beside() -> list[Any]:
    """Return the connections that are kept beside a transaction."""
    return [hook.connection for hook in _backends._all_beside.values()]


def counting() -> Callable[[], int]:
    """Return a cached function that counts."""
    computed: list[int] = []

    @cache_result(ttl=60, tags=["numbers"])
    def number() -> int:
        computed.append(1)
        return len(computed)

    return number


def rows() -> int:
    with connections["another"].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache_table")
        found: int = cursor.fetchone()[0]
        return found


# --- What others see ------------------------------------------------------------------


def test_an_invalidation_is_seen_at_once_and_survives_a_rollback() -> None:
    number = counting()
    assert [number(), number()] == [1, 1]
    with suppress(UndoneError), transaction.atomic(using="another"):
        # It belongs to no transaction, or to that of another database.
        invalidate("numbers", using="default")
        assert not store.has_undelivered()
        assert elsewhere(number) == 2
        raise UndoneError
    assert number() == 2


def test_what_is_computed_is_stored_for_others_before_the_commit() -> None:
    number = counting()
    with suppress(UndoneError), transaction.atomic(using="another"):
        assert number() == 1
        assert elsewhere(number) == 1
        raise UndoneError
    assert number() == 1


def test_an_invalidation_of_the_same_database_waits_for_the_commit() -> None:
    number = counting()
    assert [number(), number()] == [1, 1]
    with transaction.atomic(using="another"):
        invalidate("numbers", using="another")
        assert elsewhere(number) == 1
    assert elsewhere(number) == 2
    with suppress(UndoneError), transaction.atomic(using="another"):
        invalidate("numbers", using="another")
        raise UndoneError
    assert number() == 2


def test_what_has_expired_is_not_removed_in_somebodys_transaction() -> None:
    cache = backend()
    cache.set("key", 1, timeout=-10)
    assert rows() == 1
    with transaction.atomic(using="another"):
        assert cache.get_many(["key"]) == {}
        assert rows() == 1
    assert cache.get_many(["key"]) == {}
    assert rows() == 0


def test_each_method_writes_outside_of_the_transaction() -> None:
    cache = backend()
    cache.set("deleted", 1)
    with suppress(UndoneError), transaction.atomic(using="another"):
        cache.set("set", 1)
        assert cache.add("added", 1)
        assert not cache.add("added", 2)
        assert cache.set_many({"many": 1}) == []
        assert cache.delete("deleted")
        raise UndoneError
    names = ["set", "added", "many", "deleted"]
    assert cache.get_many(names) == {"set": 1, "added": 1, "many": 1}


# --- The connection beside it ---------------------------------------------------------


def used() -> Any:
    """Use the cache in a transaction, and return the connection that it has taken."""
    theirs = connections["another"]
    backend().set("key", 1)
    assert connections["another"] is theirs
    (found,) = beside()
    assert found is not theirs
    assert found.connection is not None
    backend().set("key", 2)
    assert beside() == [found]
    return found


def test_it_is_closed_after_a_commit_and_after_a_rollback() -> None:
    with transaction.atomic(using="another"):
        committed = used()
    with transaction.atomic(using="another"):
        undone = used()
        transaction.set_rollback(True, using="another")
    assert committed.connection is undone.connection is None


def test_it_is_closed_with_the_savepoint_in_which_it_was_made() -> None:
    with transaction.atomic(using="another"):
        with transaction.atomic(using="another"):
            first = used()
            transaction.set_rollback(True, using="another")
        assert first.connection is None
        second = used()
        with transaction.atomic(using="another"):
            backend().set("key", 3)
            assert beside() == [second]
    assert second.connection is None


@pytest.mark.parametrize("end", ["commit", "rollback"])
def test_it_is_closed_after_a_transaction_that_is_managed_by_hand(end: str) -> None:
    transaction.set_autocommit(False, using="another")
    try:
        # There is one as soon as somebody has asked the database.
        execute("SELECT 1")
        found = used()
        getattr(transaction, end)(using="another")
    finally:
        transaction.set_autocommit(True, using="another")
    assert found.connection is None
    assert backend().get("key") == 2


def test_whoever_has_locked_the_row_himself_does_not_wait_for_himself() -> None:
    number = counting()
    assert [number(), number()] == [1, 1]

    def locking() -> None:
        with suppress(UndoneError), transaction.atomic(using="another"):
            execute("UPDATE cache_table SET expires = expires")
            invalidate("numbers", using="default")
            assert store.has_undelivered()
            raise UndoneError

    # A server waits longer than that, or for ever.
    elsewhere(locking)
    assert number() == 2
    assert not store.has_undelivered()


# --- Tests ----------------------------------------------------------------------------


@pytest.mark.parametrize("another", ["sqlite", "postgresql", "mariadb"], indirect=True)
def test_what_a_test_stores_goes_with_its_transaction() -> None:
    number = counting()
    seen: list[int] = []

    class Tests(TestCase):
        databases = {"another"}  # noqa: RUF012  (as Django has it)

        def test_one(self) -> None:
            seen.extend([number(), number(), rows()])
            with transaction.atomic(using="another"):
                seen.append(number())
            assert not beside()

    result = unittest.TestResult()
    unittest.TestSuite([Tests("test_one")]).run(result)
    assert result.wasSuccessful(), result.failures + result.errors
    # An entry, and the token of its tag.
    assert seen[:2] == [1, 1]
    assert seen[2] >= 2
    assert seen[3] == 1
    assert rows() == 0


# --- SQLite ---------------------------------------------------------------------------


@on_sqlite
def test_sqlite_takes_one_writer_so_that_others_hear_of_it_later() -> None:
    number = counting()
    assert [number(), number()] == [1, 1]
    with suppress(UndoneError), transaction.atomic(using="another"):
        invalidate("numbers", using="default")
        assert store.has_undelivered()
        assert [number(), number()] == [2, 3]
        raise UndoneError
    assert [number(), number()] == [4, 4]
    assert not store.has_undelivered()


@on_sqlite
def test_a_transaction_of_sqlite_may_read_the_cache() -> None:
    number = counting()
    assert number() == 1
    with transaction.atomic(using="another"):
        assert number() == 1
