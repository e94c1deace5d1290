"""What databases do beside a statement: views and triggers.

Nobody writes the table that the model of a view names, unless the database passes a
write on to the tables behind it. A trigger writes tables that the statement does not
name. Each database is asked for its own once in a process, and again after statements
that change them.
"""

from __future__ import annotations

import re
import threading
from contextlib import closing, suppress
from typing import Any, NamedTuple
from weakref import WeakSet

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from restflow.caching._sql import EVERYTHING, named_tables, plain_name


class Trigger(NamedTuple):
    """A trigger or a rule, the table whose writes set it off, and what it does."""

    name: str
    table: str
    text: str

    @property
    def is_opaque(self) -> bool:
        """Whether it runs statements that are not in its text."""
        return _OPAQUE.search(self.text) is not None

    @property
    def writes(self) -> frozenset[str]:
        """The tables that its statements name, and its own if it changes the row."""
        own = {self.table} if _CHANGES_ROW.search(self.text) else frozenset[str]()
        return named_tables(self.text) | own


class Found(NamedTuple):
    """What a database has.

    Attributes:
        views: The names of its views, materialized ones included.
        triggers: Its triggers.
        behind: By table, which other tables a write of it may write.
    """

    views: frozenset[str]
    triggers: tuple[Trigger, ...]
    behind: dict[str, frozenset[str]]


_OPAQUE = re.compile(
    r"\b(?:EXECUTE|CALL)\b | \bPERFORM\b (?!\s+pg_notify\b)", re.IGNORECASE | re.VERBOSE
)
_COLUMN = r"""\s*\.\s*(?:\w+|"[^"]+"|`[^`]+`)(?:\s*\[[^\]]*\])*"""
# Comparing looks the same, and makes too much invalid.
_CHANGES_ROW = re.compile(
    rf"\bNEW\b(?:{_COLUMN})?\s*:?= | \bINTO\s+(?:STRICT\s+)?NEW\b",
    re.IGNORECASE | re.VERBOSE,
)
_NOTHING = Found(frozenset(), (), {})
_found: dict[tuple[str, str], Found] = {}
# What they have changed may be taken back: as long as there are any, nothing is kept.
_changing: WeakSet[BaseDatabaseWrapper] = WeakSet()
_lock = threading.Lock()


def tables_behind(
    connection: BaseDatabaseWrapper, tables: frozenset[str]
) -> frozenset[str]:
    """Return what the database may write besides, when a statement writes these."""
    if EVERYTHING in tables:
        # There may be other views and triggers afterwards.
        with _lock:
            _changing.add(connection)
        return frozenset()
    behind = found_in(connection).behind
    return frozenset(other for table in tables for other in behind.get(table, ()))


def is_view(model: type[Model], alias: str = "") -> bool:
    """Tell whether the database has a view where a model has its table.

    Args:
        model: The model.
        alias: The database, if not the one that the model is read from.
    """
    connection = connections[alias or router.db_for_read(model)]
    table = plain_name(model._meta.db_table)  # noqa: SLF001  (documented)
    return table in found_in(connection).views


def found_in(connection: BaseDatabaseWrapper) -> Found:
    """Return the views and triggers of a database."""
    name = _database(connection)
    if _changing:
        _forget()
    found = _found.get(name)
    if found is None:
        found = _NOTHING
        connection.ensure_connection()
        # A database that does not answer will say so to whoever asked first.
        with suppress(Exception):
            found = _found[name] = _asked(connection)
    return found


def _forget() -> None:
    """Forget what may be no more so, and whose transactions have ended."""
    with _lock:
        _found.clear()
        for connection in [*_changing]:
            if not connection.in_atomic_block:
                _changing.discard(connection)


def _database(connection: BaseDatabaseWrapper) -> tuple[str, str]:
    # Tests change the name.
    return connection.alias, str(connection.settings_dict["NAME"])


# --- Asking ---------------------------------------------------------------------------

# Of all schemas, as a statement may name any. The letter v is for views that are not
# materialized.
_VIEWS = {
    "postgresql": """
        SELECT relname, relkind = 'v'
        FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace
            ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('v', 'm')
            AND nspname NOT IN ('pg_catalog', 'information_schema')
    """,
}
_TRIGGERS = {
    "postgresql": """
        SELECT tgname, relname, CASE
            WHEN lanname IN ('plpgsql', 'sql') THEN prosrc
            -- Nobody can read it: it may do anything, also to its own row.
            ELSE 'NEW := EXECUTE ' || proname
        END
        FROM pg_catalog.pg_trigger
            JOIN pg_catalog.pg_class ON pg_class.oid = tgrelid
            JOIN pg_catalog.pg_proc ON pg_proc.oid = tgfoid
            JOIN pg_catalog.pg_language ON pg_language.oid = prolang
        WHERE NOT tgisinternal
        UNION ALL
        SELECT rulename, relname, pg_catalog.pg_get_ruledef(pg_rewrite.oid)
        FROM pg_catalog.pg_rewrite
            JOIN pg_catalog.pg_class ON pg_class.oid = ev_class
            JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace
        WHERE rulename <> '_RETURN'
            AND nspname NOT IN ('pg_catalog', 'information_schema')
    """,
    "mysql": """
        SELECT trigger_name, event_object_table, action_statement
        FROM information_schema.triggers WHERE trigger_schema = DATABASE()
    """,
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
}


def _asked(connection: Any) -> Found:
    # The plain cursor: nobody counts these queries.
    with closing(connection.create_cursor()) as cursor:
        views = _views_of(connection, cursor)
        triggers: list[Trigger] = []
        if query := _TRIGGERS.get(connection.vendor):
            cursor.execute(query)
            triggers = [
                Trigger(name, plain_name(table), text)
                for name, table, text in cursor.fetchall()
            ]
    behind = _closed([
        # Rules and triggers of a view may write anything.
        *((view, frozenset({EVERYTHING})) for view, writable in views if writable),
        *((one.table, one.writes) for one in triggers),
    ])  # fmt: skip
    return Found(frozenset(view for view, _ in views), tuple(triggers), behind)


def _views_of(connection: Any, cursor: Any) -> list[tuple[str, bool]]:
    """Return the views, and of each whether a write of it is one of other tables."""
    if query := _VIEWS.get(connection.vendor):
        cursor.execute(query)
        return [(plain_name(name), writable) for name, writable in cursor.fetchall()]
    tables = connection.introspection.get_table_list(cursor)
    return [(plain_name(table.name), True) for table in tables if table.type == "v"]


def _closed(pairs: list[tuple[str, frozenset[str]]]) -> dict[str, frozenset[str]]:
    """Return by table what a write of it sets off, and what that sets off."""
    behind: dict[str, frozenset[str]] = {}
    for table, others in pairs:
        behind[table] = behind.get(table, frozenset()) | others
    changing = True
    while changing:
        changing = False
        for table, others in behind.items():
            more = others.union(*(behind.get(other, ()) for other in others))
            changing |= more != others
            behind[table] = more
    return {table: others for table, others in behind.items() if others}
