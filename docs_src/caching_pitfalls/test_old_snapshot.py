"""An old snapshot.

A transaction may go on seeing the state from when it began. It finds no entry, because
a writer has just deleted it, reads the old row, and stores it. Nobody deletes the entry
again.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections, transaction
from pytest_django import DjangoDbBlocker

from products.models import Category
from restflow.caching import InvalidationRule, cache_result

of_reader = Category.objects.using("reader")
of_writer = Category.objects.using("writer")


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    connections.settings["reader"] = connections.settings["writer"] = {
        **connections.settings["default"],
        "NAME": tmp_path / "shop",
        "OPTIONS": {"init_command": "PRAGMA journal_mode=WAL"},  # [!]
    }
    with django_db_blocker.unblock():
        with connections["writer"].schema_editor() as editor:
            editor.create_model(Category)
        of_writer.create(name="Mugs")
        yield
        for alias in ("reader", "writer"):
            connections[alias].close()
            del connections[alias], connections.settings[alias]


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
def cached_name() -> str:
    return of_reader.get().name


def test_the_old_name_stays() -> None:
    with transaction.atomic(using="reader"):
        assert of_reader.get().name == "Mugs"
        of_writer.update(name="Cups")
        cache.delete("name")
        cache.get_or_set("name", lambda: of_reader.get().name)

    assert cache.get("name") == "Mugs" != of_reader.get().name  # [!]


def test_it_is_not_stored() -> None:
    with transaction.atomic(using="reader"):
        assert of_reader.get().name == "Mugs"
        of_writer.update(name="Cups")
        assert cached_name() == "Mugs"

    assert cached_name() == "Cups"  # [!]
