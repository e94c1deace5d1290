"""Caches in tables and in files: who comes at the same time, and what fails."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from restflow.caching import _store as store
from restflow.caching import cache_result, invalidate
from restflow.caching._flights import _flights
from restflow.caching._settings import backend
from tests.caching.databases import (
    cache_in_another,
    execute,
    in_processes,
    in_threads,
)

MANY = 50
ROUNDS = 3
FILES = "django.core.cache.backends.filebased.FileBasedCache"
each_table = pytest.mark.parametrize("another", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def _in_files(tmp_path: Path) -> Iterator[None]:
    made = {"BACKEND": FILES, "LOCATION": str(tmp_path / "cache")}
    with override_settings(CACHES={"default": made}):
        yield


@pytest.fixture
def _in_table(another: Any) -> Iterator[None]:  # noqa: ARG001
    with cache_in_another():
        yield


def counting(seconds: float = 0, **options: Any) -> Callable[[], int]:
    """Return a cached function that counts."""
    computed: list[int] = []

    @cache_result(**{"ttl": 60, "tags": ["numbers"], **options})
    def number() -> int:
        computed.append(1)
        time.sleep(seconds)
        return len(computed)

    return number


# --- At the same time -----------------------------------------------------------------


def compute_once_in_each_round() -> None:
    number = counting(0.3)
    for computed in range(1, ROUNDS + 1):
        # What nobody knows yet has no token, which somebody has to add.
        backend().clear()
        assert in_threads([number] * MANY) == [computed] * MANY
    invalidate("numbers")
    assert in_threads([number] * MANY) == [ROUNDS + 1] * MANY
    assert not _flights


def compute_once_when_it_has_expired() -> None:
    # A table keeps whole seconds, so that two of three are certain: as long as the last
    # of the threads may take on a busy machine.
    number = counting(0.3, ttl=3)
    assert in_threads([number] * MANY) == [1] * MANY
    time.sleep(4.1)
    assert in_threads([number] * MANY) == [2] * MANY


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_in_files")
def test_fifty_threads_compute_once_in_files() -> None:
    compute_once_in_each_round()
    compute_once_when_it_has_expired()


@each_table
@pytest.mark.usefixtures("_in_table")
def test_fifty_threads_compute_once_in_a_table() -> None:
    compute_once_in_each_round()
    compute_once_when_it_has_expired()


def test_four_processes_compute_once_in_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        made = {"BACKEND": FILES, "LOCATION": str(tmp_path / name)}
        assert in_processes(4, CACHES={"default": made}) == 1


@each_table
def test_four_processes_compute_once_in_a_table(another: Any) -> None:
    for number in range(2):
        made = {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": f"cache_{number}",
        }
        with override_settings(CACHES={"default": made}):
            call_command("createcachetable", database="another", verbosity=0)
        names = ("ENGINE", "NAME", "OPTIONS", "HOST", "PORT", "USER", "PASSWORD")
        database = {name: another.settings_dict[name] for name in names}
        found = in_processes(
            4, CACHES={"default": made}, DATABASES={"default": database}
        )
        assert found == 1


# --- What fails -----------------------------------------------------------------------


def refuse(vendor: str) -> list[str]:
    """Return statements that have the table of the cache take no writes."""
    if vendor == "sqlite":
        return [
            f"""
            CREATE TRIGGER refuse_{event} BEFORE {event} ON cache_table
            BEGIN SELECT RAISE(ABORT, 'no'); END
            """
            for event in ("insert", "update")
        ]
    if vendor == "mysql":
        return [
            f"CREATE TRIGGER refuse_{event} BEFORE {event} ON cache_table FOR EACH ROW "
            "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'"
            for event in ("insert", "update")
        ]
    return [
        "ALTER TABLE cache_table ADD CONSTRAINT refuse CHECK (value = '') NOT VALID"
    ]


def take(vendor: str) -> list[str]:
    """Return statements that undo it."""
    if vendor == "postgresql":
        return ["ALTER TABLE cache_table DROP CONSTRAINT refuse"]
    return ["DROP TRIGGER refuse_insert", "DROP TRIGGER refuse_update"]


@pytest.mark.parametrize("another", ["sqlite", "postgresql", "mariadb"], indirect=True)
@pytest.mark.usefixtures("_in_table")
def test_what_a_table_refuses_is_delivered_later(another: Any) -> None:
    number = counting()
    assert [number(), number()] == [1, 1]
    execute(*refuse(another.vendor))
    # Django's cache says nothing of it.
    invalidate("numbers")
    assert store.has_undelivered()
    assert [number(), number()] == [2, 3]
    execute(*take(another.vendor))
    assert [number(), number()] == [4, 4]
    assert not store.has_undelivered()


@pytest.mark.parametrize("another", ["sqlite", "postgresql", "mariadb"], indirect=True)
@pytest.mark.usefixtures("_in_table")
def test_a_table_that_is_gone_for_a_while_loses_no_invalidation(another: Any) -> None:
    del another
    number = counting()
    assert [number(), number()] == [1, 1]
    execute("ALTER TABLE cache_table RENAME TO gone")
    invalidate("numbers")
    assert store.has_undelivered()
    assert number() == 2
    execute("ALTER TABLE gone RENAME TO cache_table")
    assert [number(), number()] == [3, 3]
    assert not store.has_undelivered()


# --- Kinds ----------------------------------------------------------------------------


class Subclassed(FileBasedCache):
    """A project's own, of which nothing is lost."""

    def own(self) -> str:
        return "its own"


def test_a_class_of_the_projects_own_is_still_that(tmp_path: Path) -> None:
    made = {"BACKEND": f"{__name__}.Subclassed", "LOCATION": str(tmp_path)}
    with override_settings(CACHES={"default": made}):
        cache: Any = backend()
        assert isinstance(cache, Subclassed)
        assert cache.own() == "its own"
        assert type(cache).__name__ == "Subclassed"
        assert cache.add("one", 1)
        assert not cache.add("one", 2)
        assert cache.get("one") == 1
        # Django removes entries by their names, of which the lock's is none.
        cache.clear()
        assert cache.add("one", 3)


@pytest.mark.parametrize("another", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("_in_table")
def test_a_table_is_still_a_cache_of_djangos(another: Any) -> None:
    del another
    cache = backend()
    assert isinstance(cache, DatabaseCache)
    cache.set("one", 1)
    assert cache.get_many(["one", "two"]) == {"one": 1}
    assert cache.set_many({"two": 2}) == []
    assert cache.delete("one")
    assert not cache.add("two", 3)
    cache.delete_many(["two"])
    assert cache.get("two") is None
    assert connections["another"].in_atomic_block is False
