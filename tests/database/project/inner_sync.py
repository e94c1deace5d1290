"""Synchronous tests, between asynchronous ones, find everything as Django left it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asgiref.local import Local
from django.contrib.auth.models import Group
from django.db import connections, transaction

Changed = Callable[[], list[str]]


def test_before_the_first_everything_is_djangos(changed: Changed) -> None:
    assert changed() == []
    assert isinstance(vars(connections)["_connections"], Local)
    assert transaction.Atomic.__enter__.__module__ == "django.db.transaction"
    assert transaction.Atomic.__enter__.__code__.co_filename == transaction.__file__


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_an_async_test_finds_things_changed(changed: Changed) -> None:
    assert len(changed()) > 5


@pytest.mark.django_db
def test_a_sync_test_with_a_database_finds_its_transaction(changed: Changed) -> None:
    # A set, in which the transaction of the test is all.
    assert changed() == ["default"]
    assert connections["default"].in_atomic_block
    assert "on_commit" not in connections["default"].__dict__
    assert len(connections["default"].execute_wrappers) <= 1
    Group.objects.create(name="a")


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_an_async_test_with_commits_finds_things_changed(
    changed: Changed,
) -> None:
    assert len(changed()) > 5


@pytest.mark.django_db(transaction=True)
def test_a_sync_test_with_commits_finds_nothing_changed(changed: Changed) -> None:
    assert changed() == []
    assert not Group.objects.exists()


@pytest.mark.asyncio
async def test_an_async_test_without_a_database_shares_nothing(
    changed: Changed,
) -> None:
    # Threads that it starts are noted.
    assert changed() == ["Thread.start"]


def test_a_sync_test_without_a_database_finds_nothing_changed(
    changed: Changed,
) -> None:
    assert changed() == []


@pytest.mark.django_db
def test_a_sync_test_captures_hooks(
    django_capture_on_commit_callbacks: object,
) -> None:
    ran: list[str] = []
    with django_capture_on_commit_callbacks(execute=True) as hooks:  # type: ignore[operator]
        transaction.on_commit(lambda: ran.append("a"))
    assert (len(hooks), ran) == (1, ["a"])


@pytest.mark.django_db
def test_a_sync_test_counts_queries(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1) as seen:  # type: ignore[operator]
        Group.objects.create(name="a")
    assert len(seen) == 1
