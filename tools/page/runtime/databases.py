"""The test databases: made when the bundle is built, and restored for each run.

This module is a plugin of pytest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import setup_databases

# Where the bundle has a copy of each.
COPIES = Path("/databases")

_close_if_unusable = BaseDatabaseWrapper.close_if_unusable_or_obsolete


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None) -> None:
    """Stand in for pytest-django's, which would make the databases again."""


def _look_at_what_is_open(self: Any) -> None:
    """Do what Django does to connections when a request starts and ends.

    It looks at those of asgiref's thread. A test without a database has none there;
    here it has those of the only thread.
    """
    if self.ensure_connection.__name__ != "_blocking_wrapper":
        _close_if_unusable(self)


class Databases:
    """Keeps the databases of the interpreter, and a copy of each."""

    def __init__(self, changed: set[str]) -> None:
        wrapper: Any = BaseDatabaseWrapper
        wrapper.close_if_unusable_or_obsolete = _look_at_what_is_open
        # A changed file may be a model, a migration, or a setting.
        copies = {} if changed else {file.name: file for file in COPIES.glob("*")}
        if not copies:
            _make(migrate=not any(name.endswith("models.py") for name in changed))
        self._kept = [_kept(alias, copies.get(alias)) for alias in connections]

    def restore(self) -> None:
        """Have every database as it was when it was made."""
        for own, copy in self._kept:
            copy.backup(own)

    def copies(self) -> Iterator[tuple[str, bytes]]:
        """Yield each database by its alias."""
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET applied = '2026-01-01'")
        for alias, (own, _) in zip(connections, self._kept, strict=True):
            with closing(sqlite3.connect(":memory:")) as copy:
                own.backup(copy)
                copy.execute("VACUUM")
                yield alias, copy.serialize()


def _make(*, migrate: bool) -> None:
    for one in connections.all():
        # Changed models have no migration; their tables are made without.
        one.settings_dict["TEST"]["MIGRATE"] &= migrate
    setup_databases(verbosity=0, interactive=False, serialized_aliases=[])


def _kept(alias: str, file: Path | None) -> tuple[Any, Any]:
    """Return a connection that holds a database in memory, and one to its copy."""
    one: Any = connections[alias]
    copy = sqlite3.connect(":memory:")
    if file is not None:
        name = one.creation._get_test_db_name()  # noqa: SLF001
        settings.DATABASES[alias]["NAME"] = one.settings_dict["NAME"] = name
        copy.deserialize(file.read_bytes())
    own = sqlite3.connect(one.settings_dict["NAME"], uri=True)
    if file is None:
        own.backup(copy)
    return own, copy
