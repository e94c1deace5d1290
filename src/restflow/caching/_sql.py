"""Which tables a statement writes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_PART = r"""(?:"[^"]+"|`[^`]+`|\[[^\]]+\]|[\w$]+)"""
# Space, or none before a quoted name.
_GAP = r"""(?:\s+|(?=["`\[]))"""
_WRITES = re.compile(
    rf"""\b(?:
        (?:INSERT|REPLACE|MERGE)\b[\w\s]*?\bINTO
        | (?:INSERT|REPLACE) (?:\s+(?:LOW_PRIORITY|HIGH_PRIORITY|DELAYED|IGNORE))*
        | MERGE
        | UPDATE (?:\s+(?:ONLY|LOW_PRIORITY|IGNORE|OR\s+\w+))*
        | DELETE\b(?:(?!\b(?:UPDATE|INSERT|REPLACE|MERGE)\b)[^;]){{0,200}}?\bFROM
            (?:\s+ONLY)?
        | COPY
        | LOAD\s+DATA\b.{{0,500}}?\bINTO\s+TABLE
        | REFRESH\s+MATERIALIZED\s+VIEW (?:\s+CONCURRENTLY)?
    ){_GAP}(?:{_PART}\s*\.\s*)*({_PART})""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
# They may name several tables, anywhere.
_OF_TABLES = re.compile(
    r"\b(?:TRUNCATE|(?:ALTER|DROP|RENAME)\s+TABLE)\b([^;]*)", re.IGNORECASE
)
_HINT = "(?:LOW_PRIORITY|QUICK|IGNORE)"
# They may write anything, or what only aliases and foreign keys tell; or change what a
# view shows and what a trigger does. MySQL deletes from what stands before FROM or
# USING, which may be an alias.
_OPAQUE = re.compile(
    rf"""(?:\A|;)\s*(?:
        (?:CALL|DO|EXEC|EXECUTE)\b
        | (?:TRUNCATE|DROP)\b [^;]* \bCASCADE\b
        | (?:CREATE|ALTER|DROP)\b [^;(]*? \b(?:VIEW|TRIGGER|FUNCTION|PROCEDURE)\b
        | (?:WITH\b [^;]*? \)\s*)? (?:
            UPDATE\b (?:(?!\bSET\b)[^;])*? (?:,|\bJOIN\b) [^;]*? \bSET\b
            | DELETE\s (?:(?!\bFROM\b)[^;])*? ,
            | DELETE\s+FROM\s+ [^\s(;]+\s*,
            | DELETE (?:\s+{_HINT})* \s+
                (?!(?:FROM|{_HINT})\b) (?P<target>{_PART})
                (?:\.\*)? \s+FROM\s+ (?!(?P=target)(?:\s|\Z))
            | DELETE\s+FROM\s+ [`"]?(?P<alias>[\w$]+)[`"]? \s+USING\b
                (?:(?!\bWHERE\b)[^;])*? (?<![\w$])(?P=alias)(?![\w$])
        )
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMENTS = re.compile(r"/\*.*?\*/|--[^\n]*", re.DOTALL)
_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA")
_SHORT = 4000

EVERYTHING = "*"


def written_tables(sql: Any) -> frozenset[str]:
    """Return the tables that a statement may write, as they are called in lower case.

    `EVERYTHING` is among them if the statement does not tell. Too many are harmless: a
    name may come from a comment or from text.
    """
    if isinstance(sql, bytes):
        sql = sql.decode(errors="replace")
    if not isinstance(sql, str):
        sql = _composed(sql)
    if sql is None:
        return frozenset({EVERYTHING})
    if sql.startswith(_READS) and ";" not in sql:
        return _NONE
    return _tables(sql) if len(sql) < _SHORT else _tables.__wrapped__(sql)


_NONE: frozenset[str] = frozenset()


def _composed(statement: Any) -> str | None:
    """Return the text of what psycopg composes, or None if it takes a connection."""
    try:
        text: str = statement.as_string(None)
    except Exception:  # noqa: BLE001  (drivers accept other things besides)
        return None
    return text


@lru_cache(maxsize=2048)
def _tables(sql: str) -> frozenset[str]:
    if any(_OPAQUE.search(text) for text in _readings(sql)):
        return frozenset({EVERYTHING})
    return named_tables(sql)


def _readings(sql: str) -> set[str]:
    # What looks like a comment may be text: names are taken from both.
    return {sql, _COMMENTS.sub(" ", sql)}


def named_tables(sql: str) -> frozenset[str]:
    """Return the tables that the statements in a text name as what they write."""
    names: set[str] = set()
    for text in _readings(sql):
        names.update(match[1] for match in _WRITES.finditer(text))
        for match in _OF_TABLES.finditer(text):
            names.update(re.findall(_PART, match[1]))
    return frozenset(map(plain_name, names))


def plain_name(name: str) -> str:
    """Return a table's name without its schema and quotes."""
    return name.rpartition(".")[2].strip('"`[] ').lower()
