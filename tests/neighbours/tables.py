"""The tables that the site shows, in Markdown, from what came of the runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.neighbours.packages import NEIGHBOURS
from tests.neighbours.runs import Outcomes

# What came of a row on each database, by the side of the tests.
Found = Mapping[str, Mapping[str, Outcomes]]
NOT_RUN = "not run"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        title: Its head.
        side: With which plugin its tests ran.
        situations: The situations that it shows, with what tells them apart.
    """

    title: str
    side: str
    situations: Mapping[str, str]


def _tests(title: str, kind: str, suffix: str = "") -> Column:
    names = {f"{kind}_{form}{suffix}": form for form in ("function", "method")}
    return Column(title, "with_restflow", names)


def _test(title: str, situation: str, side: str = "with_restflow") -> Column:
    return Column(title, side, {situation: ""})


_HOOKS = "with `run_commit_hooks`"
_REAL = "with `transaction=True`"
TABLES = {
    "next_test": (
        _tests("Async test", "async"),
        _tests(_HOOKS, "async", "_hooks"),
        _test(_REAL, "async_function_real"),
        _tests("Sync test", "sync"),
        _tests(_HOOKS, "sync", "_hooks"),
        _test("Django's `TestCase`, async", "async", "with_django"),
        _test("sync", "sync", "with_django"),
    ),
    "same_test": (
        _test("A sync fixture writes", "fixture"),
        _test(_HOOKS, "fixture_hooks"),
        _test(_REAL, "fixture_real"),
        _test("Django's `TestCase`, in `setUp`", "setup", "with_django"),
    ),
    "block": (
        _test("A block writes, " + _HOOKS, "block_hooks"),
        _test("with `captureOnCommitCallbacks`", "block_capture"),
        _test(_REAL, "block_real"),
        _test(
            "Django's `TestCase`, with `captureOnCommitCallbacks`",
            "block",
            "with_django",
        ),
    ),
}


def table(
    columns: tuple[Column, ...], found: Mapping[str, Found], versions: Mapping[str, str]
) -> str:
    """Return a table: a row for each neighbour that was run.

    Args:
        columns: Its columns.
        found: What came of each row.
        versions: The versions of the packages that the rows are to name.
    """
    lines = [
        ["Cache", *(column.title for column in columns)],
        ["---"] * (len(columns) + 1),
    ]
    for name, databases in found.items():
        lines.append(
            [title(name, versions), *(cell(column, databases) for column in columns)]
        )
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def title(name: str, versions: Mapping[str, str]) -> str:
    """Return what a row is called."""
    neighbour = NEIGHBOURS[name]
    package = f"{neighbour.package} {versions.get(neighbour.package, '')}".strip()
    return f"{package}, {neighbour.title}" if neighbour.title else package


def cell(column: Column, databases: Found) -> str:
    """Return what came of a column's situations; differences are spelled out."""
    said: dict[str, list[str]] = {}
    for database, sides in databases.items():
        for situation, kind in column.situations.items():
            outcome = sides[column.side].get(situation, NOT_RUN).replace("|", "\\|")
            said.setdefault(outcome, []).append(f"{kind} on {database}".strip())
    if len(said) == 1:
        return next(iter(said))
    return "; ".join(
        f"{outcome} ({', '.join(where)})" for outcome, where in said.items()
    )
