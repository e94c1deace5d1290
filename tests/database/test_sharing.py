"""Sharing connections, where a test under pytest does not show all of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, connections, transaction

from restflow.test._database.namespace import discard, outlived
from restflow.test._database.replacing import replaced
from restflow.test._database.sharing import active, shared_connections


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("RESTFLOW_CONNECTION_TIMEOUT", "0.1")
    yield
    outlived.clear()


def in_a_thread(function: Callable[[], Any]) -> Any:
    """Return what a function returns, or the error that it raises, in a thread."""
    result: list[Any] = []

    def call() -> None:
        try:
            result.append(function())
        except Exception as error:  # noqa: BLE001
            result.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    thread.join()
    return result[0]


def test_nothing_is_shared_where_nobody_asks_for_it() -> None:
    assert active() is None


@pytest.mark.django_db
def test_within_sharing_sharing_does_nothing() -> None:
    with shared_connections() as outer:
        assert active() is outer
        with shared_connections(faithful=True) as inner:
            assert inner is outer
        assert active() is outer
        assert not outer.hooks["default"].faithful
    assert active() is None


@pytest.mark.django_db
def test_an_error_ends_the_sharing() -> None:
    before = vars(connections)["_connections"]
    with pytest.raises(LookupError), shared_connections():
        raise LookupError
    assert active() is None
    assert vars(connections)["_connections"] is before


@pytest.mark.django_db
def test_blocks_left_open_are_rolled_back_and_told_of() -> None:
    with shared_connections() as sharing:
        for name in "ab":
            transaction.atomic().__enter__()
            Group.objects.create(name=name)
        connection.needs_rollback = True
    (problem,) = sharing.problems
    assert problem.startswith("2 atomic blocks were left open on the connection 'def")
    assert not Group.objects.exists()
    assert not connection.needs_rollback


@pytest.mark.django_db
def test_a_block_that_outlives_its_test_is_no_longer_its_own() -> None:
    entered, over, left = threading.Event(), threading.Event(), threading.Event()

    def stay() -> None:
        with transaction.atomic():
            entered.set()
            over.wait()
        left.set()

    thread = threading.Thread(target=stay)
    with shared_connections() as first:
        thread.start()
        entered.wait()
    assert len(first.problems) == 2
    with shared_connections() as second, transaction.atomic():
        depth = len(connection.atomic_blocks)
        over.set()
        thread.join()
        assert left.is_set()
        assert len(connection.atomic_blocks) == depth
        Group.objects.create(name="a")
    assert second.problems == []
    assert Group.objects.count() == 1


@pytest.mark.django_db
def test_a_thread_that_outlives_its_test_is_refused_in_the_next() -> None:
    def count() -> int:
        outlived.add(threading.current_thread())
        return Group.objects.count()

    with shared_connections():
        error = in_a_thread(count)
    assert isinstance(error, DatabaseError)
    assert str(error) == "The test that started this thread has ended."


@pytest.mark.django_db
def test_a_thread_that_outlives_its_test_may_not_connect_by_itself() -> None:
    def connect() -> None:
        outlived.add(threading.current_thread())
        connection.ensure_connection()

    error = in_a_thread(connect)
    assert isinstance(error, DatabaseError)
    assert "has ended" in str(error)


@pytest.mark.django_db(transaction=True)
def test_connections_are_deleted_and_made_in_each_thread() -> None:
    def make() -> list[bool]:
        made = connections["default"]
        same = connections["default"] is made
        del connections["default"]
        again = connections["default"]
        return [same, again is not made]

    with shared_connections() as sharing:
        sharing.everywhere.clear()
        mine = connections["default"]
        assert in_a_thread(make) == [True, True]
        assert connections["default"] is mine
        del connections["default"]
        assert mine not in connections.all(initialized_only=True)
        connections["default"] = mine
        assert connections["default"] is mine


@pytest.mark.django_db
def test_an_entry_that_fails_gives_its_turn_back() -> None:
    with shared_connections():
        with (
            transaction.atomic(),
            pytest.raises(RuntimeError, match="durable"),
            transaction.atomic(durable=True),
        ):
            pass
        assert in_a_thread(Group.objects.count) == 0


@pytest.mark.django_db
def test_a_block_on_a_connection_that_is_not_shared_is_djangos() -> None:
    made: Any = connections.create_connection("default")
    with shared_connections() as sharing:
        sharing.everywhere.clear()

        def commit() -> int:
            connections["default"] = made
            made.inc_thread_sharing()
            made.settings_dict = {**made.settings_dict, "NAME": ":memory:"}
            with transaction.atomic(), made.cursor() as cursor:
                cursor.execute("SELECT 1")
                return int(cursor.fetchone()[0])

        assert in_a_thread(commit) == 1
    assert not made.in_atomic_block
    discard(made)


def test_what_was_replaced_is_given_back() -> None:
    class Owner:
        of_the_class = 1

    owner = Owner()
    with replaced(owner, "of_the_class", 2):
        assert owner.of_the_class == 2
    assert owner.of_the_class == 1
    assert vars(owner) == {}
    with replaced(Owner, "of_the_class", 3):
        assert owner.of_the_class == 3
    assert owner.of_the_class == 1
