"""The record of the cache's correctness cases, as tables for the page and the terminal.

`python -m tests.caching.matrix` writes the record.
"""

from __future__ import annotations

import json
from typing import Any

from tools.paths import ROOT
from tools.records.fingerprint import hash_of

RECORD = ROOT / "tests" / "caching" / "matrix.json"
# The cases. The library is not among it: `make test` runs all cases on each backend
# that there is, and CI on all.
MADE_OF = ROOT / "tests" / "caching" / "project"
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "mariadb": "MariaDB"}
CACHES = {
    "locmem": "local memory",
    "redis": "Redis",
    "django-redis": "django-redis",
    "memcached": "Memcached",
    "database": "the database",
    "file": "files",
}
# As the record has them: a cache and a database.
BACKENDS = (
    *(f"{cache} sqlite" for cache in CACHES),
    *(f"{cache} postgresql" for cache in CACHES),
    *("redis mariadb", "database mariadb"),
)
NOT_RUN = "not run"

# Titles of cases by what they are about; by backend, outcomes by title, and the hash of
# the cases that had them.
Record = dict[str, Any]


def load() -> Record:
    """Return what was recorded."""
    record: Record = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def save(record: Record) -> None:
    """Write the record."""
    text = json.dumps(record, indent=1, ensure_ascii=False)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


def now() -> str:
    """Return the hash of the cases as they are."""
    return hash_of(MADE_OF.glob("*.py"))


def tables(record: Record) -> str:
    """Return a table for each kind of case, in Markdown."""
    lines = [f"- {title}: {_caches(_on(name))}." for name, title in DATABASES.items()]
    head = f"| Case | {' | '.join(DATABASES.values())} |"
    rule = f"| --- |{' --- |' * len(DATABASES)}"
    for group, cases in record["cases"].items():
        lines += ["", f"### {group}", "", head, rule]
        for case in cases:
            cells = [_cell(record, database, case) for database in DATABASES]
            lines.append(f"| {case} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _on(database: str) -> list[str]:
    return [name for name in BACKENDS if name.endswith(f" {database}")]


def _caches(backends: list[str]) -> str:
    return ", ".join(CACHES[name.partition(" ")[0]] for name in backends)


def _cell(record: Record, database: str, case: str) -> str:
    """Return how a case ended on a database; with which caches, if they differ."""
    ends: dict[str, list[str]] = {}
    for name in _on(database):
        end: str = record["outcomes"].get(name, {}).get(case, NOT_RUN)
        shown = end if end in {"ok", "-", NOT_RUN} else f"**{end}**"
        ends.setdefault(shown, []).append(name)
    if len(ends) == 1:
        return next(iter(ends))
    return "; ".join(f"{end} ({_caches(names)})" for end, names in ends.items())
