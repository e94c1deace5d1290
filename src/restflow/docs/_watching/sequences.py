"""Fixtures that have generated keys start anew for each test.

A record shows keys, which must not depend on the tests that ran before. This module is
a plugin of pytest.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connections
from django.test import TestCase

_ALL = "__all__"

# What gives a test function the database without the mark `django_db`.
_FIXTURES = frozenset({"db", "transactional_db", "live_server", "live_asgi_server"})


@pytest.fixture(autouse=True, scope="class")
def _restflow_keys_of_class(request: pytest.FixtureRequest) -> None:
    _restart(request, getattr(request.node.obj, "databases", None))


@pytest.fixture(autouse=True)
def _restflow_keys_of_function(request: pytest.FixtureRequest) -> None:
    cls: Any = getattr(request, "cls", None)
    if mark := request.node.get_closest_marker("django_db"):
        _restart(request, mark.kwargs.get("databases") or {"default"})
    elif cls is not None and issubclass(cls, TestCase):
        # PostgreSQL rolls rows back, and no sequences. Where commits are real, Django
        # has keys go on from test to test, which tests may know.
        _restart(request, cls.databases)
    elif not _FIXTURES.isdisjoint(request.fixturenames):
        _restart(request, {"default"})


def _restart(request: pytest.FixtureRequest, databases: Collection[str] | None) -> None:
    if not databases:
        return
    request.getfixturevalue("django_db_setup")
    # A test may not touch the databases that it does not name.
    named = [*connections] if databases == _ALL or _ALL in databases else databases
    with request.getfixturevalue("django_db_blocker").unblock():
        for connection in map(connections.__getitem__, named):
            with connection.cursor() as cursor:
                for sql in _statements(connection):
                    cursor.execute(sql)


def _statements(connection: Any) -> list[str]:
    """Return what has each table go on after the rows that it has."""
    style, models = no_style(), apps.get_models(include_auto_created=True)
    statements: list[str]
    if connection.vendor == "sqlite":
        # The next key is above those of all rows, whatever the sequence says.
        sequences = connection.introspection.sequence_list()
        statements = connection.ops.sequence_reset_by_name_sql(style, sequences)
    else:
        tables = connection.introspection.table_names()
        there = [m for m in models if m._meta.db_table in tables]  # noqa: SLF001
        statements = connection.ops.sequence_reset_sql(style, there)
    return statements
