"""The record of the comparison, as tables for the page and for the terminal.

`python -m tests.comparison` writes the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from tools.markdown import table
from tools.paths import ROOT
from tools.records.fingerprint import hash_of

RECORD = ROOT / "tests" / "comparison" / "record.json"
# The tests that each tool runs. The library is not among it: `make test` runs its cells
# again, and CI all of them.
MADE_OF = ROOT / "tests" / "comparison" / "project"

# What happened, by the series of Django, the database, the tool and the behaviour.
Outcomes = dict[str, dict[str, dict[str, dict[str, str]]]]

BEHAVIOURS = {
    "rollback": "A row that a test wrote is gone in the next test",
    "prepared": "An async test sees the rows of a sync fixture, or of `setUpTestData`",
    "gather": "Coroutines in `asyncio.gather` see the test's rows",
    "to_thread": "A function in `asyncio.to_thread` sees the test's rows",
    "capture": "Commit hooks of a request are captured",
    "queries": "Queries are counted",
    "hooks": "Commit hooks run when the outermost `atomic` block of a view ends",
    "connections": "No other connection is open after the tests",
    "dropped": "The test database is dropped in the end",
}
DATABASES = {
    "memory": "SQLite in memory",
    "file": "SQLite in a file",
    "postgresql": "PostgreSQL",
}
TOOLS = {
    "pytest-django": "pytest-django, pytest-asyncio",
    "restflow plugin": "the same with restflow",
    "TestCase": "Django's `TestCase`",
    "restflow classes": "`AsyncAPITestCase`",
}
# What the start page shows.
SHOWN = "postgresql"
FIRST = ("rollback", "prepared", "capture", "queries")
WORDS = {"yes": "yes", "no": "**no**", "hangs": "**it hangs**"}
NOT_RUN = "not run"


# The hash of the tests that made each part, by the series of Django and the database.
Hashes = dict[str, dict[str, str]]


def load() -> Outcomes:
    """Return what was recorded."""
    outcomes: Outcomes = _read()["outcomes"]
    return outcomes


def made_of() -> Hashes:
    """Return the hash of the tests that made each part of the record."""
    hashes: Hashes = _read()["made_of"]
    return hashes


def now() -> str:
    """Return the hash of the tests as they are."""
    return hash_of(MADE_OF.glob("*.py"))


def save(outcomes: Outcomes, happened: Outcomes) -> None:
    """Write the record.

    Args:
        outcomes: All that is recorded.
        happened: What of it has happened now.
    """
    hashes = made_of()
    for series, databases in happened.items():
        hashes.setdefault(series, {}).update(dict.fromkeys(databases, now()))
    record = {"made_of": hashes, "outcomes": outcomes}
    text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


def _read() -> dict[str, Any]:
    record: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def tables(outcomes: Outcomes) -> str:
    """Return a table for each database, in Markdown."""
    return "\n".join(
        f"### {title}\n\n{_table(outcomes, database)}"
        for database, title in DATABASES.items()
    )


def evidence(outcomes: Outcomes) -> str:
    """Return the table for the start page: what hurts most, on a real database."""
    return f"On {DATABASES[SHOWN]}:\n\n{_table(outcomes, SHOWN, FIRST)}"


def versions(outcomes: Outcomes) -> str:
    """Return the versions of Django that the tables are about."""
    return " and ".join(sorted(outcomes))


def _table(outcomes: Outcomes, database: str, names: Iterable[str] = BEHAVIOURS) -> str:
    rows = [
        [
            BEHAVIOURS[name],
            *(_cell(outcomes, database, tool, name) for tool in TOOLS),
        ]
        for name in names
    ]
    return table(["Behaviour", *TOOLS.values()], rows)


def _cell(outcomes: Outcomes, database: str, tool: str, name: str) -> str:
    """Return an outcome: once, if all versions of Django agree."""
    words = {
        series: _words(found.get(database, {}).get(tool, {}).get(name, NOT_RUN))
        for series, found in sorted(outcomes.items())
    }
    if len(set(words.values())) == 1:
        return next(iter(words.values()))
    return "; ".join(f"Django {series}: {said}" for series, said in words.items())


def _words(outcome: str) -> str:
    if outcome == NOT_RUN:
        return outcome
    return WORDS.get(outcome, f"**no**: `{outcome}`")
