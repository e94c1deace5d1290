"""The record of the cache's correctness cases, as tables for the page and the terminal.

`python -m tests.caching.matrix` writes the record.
"""

from __future__ import annotations

import json
from typing import Any

from tools.paths import ROOT

RECORD = ROOT / "tests" / "caching" / "matrix.json"
# In words and in the record: the cache and the database, and their title.
BACKENDS = {
    "locmem sqlite": "Local memory",
    "redis sqlite": "Redis",
    "django-redis sqlite": "django-redis",
    "memcached sqlite": "Memcached",
    "database sqlite": "Database",
    "file sqlite": "Files",
    "redis postgresql": "Redis, with PostgreSQL",
    "database postgresql": "Database, with PostgreSQL",
    "redis mariadb": "Redis, with MariaDB",
    "database mariadb": "Database, with MariaDB",
}
NOT_RUN = "not run"

# Titles of cases by what they are about, and outcomes by backend and title.
Record = dict[str, Any]


def load() -> Record:
    """Return what was recorded."""
    record: Record = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def save(record: Record) -> None:
    """Write the record."""
    text = json.dumps(record, indent=1, ensure_ascii=False)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


def tables(record: Record) -> str:
    """Return a table for each kind of case, in Markdown."""
    lines: list[str] = []
    for group, cases in record["cases"].items():
        lines += [f"### {group}", "", f"| Case | {' | '.join(BACKENDS.values())} |"]
        lines += [f"| --- |{' --- |' * len(BACKENDS)}"]
        for case in cases:
            cells = [_cell(record, name, case) for name in BACKENDS]
            lines.append(f"| {case} | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def _cell(record: Record, name: str, case: str) -> str:
    found: str = record["outcomes"].get(name, {}).get(case, NOT_RUN)
    return found if found in {"ok", "-", NOT_RUN} else f"**{found}**"
