"""Other packages beside restflow: tables are complete, and runs are read rightly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.neighbours.__main__ import PINNED, difference
from tests.neighbours.packages import HIT, NEIGHBOURS
from tests.neighbours.runs import CLEAN, UNUSED
from tests.neighbours.runs import outcomes as outcomes_of_report
from tests.neighbours.tables import TABLES, Column, cell, title
from tests.neighbours.tools import (
    ENDLESS,
    TOOLS,
    WORKS,
    outcomes,
    situation_of,
    situations,
)
from tools.paths import ROOT

HERE = Path(__file__).parent
PINS = dict(
    re.findall(
        r"^([\w-]+)==([\w.]+)$",
        (HERE / "requirements.txt").read_text()
        + (HERE / "requirements-async.txt").read_text()
        + (ROOT / "constraints.txt").read_text(),
        re.MULTILINE,
    )
)
COLUMN = Column("Async test", "with_restflow", {"a": "function", "b": "method"})


def recorded(name: str) -> list[list[str]]:
    """Return the cells of a table, without its head."""
    lines = (HERE / f"{name}.md").read_text(encoding="utf-8").splitlines()
    return [line.strip("| ").split(" | ") for line in lines[2:]]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_a_row_for_each_package_at_the_version_that_is_pinned(
    name: str,
) -> None:
    versions = {package: PINS[package] for package in PINNED}
    rows = recorded(name)
    assert [row[0] for row in rows] == [title(row, versions) for row in NEIGHBOURS]
    assert {len(row) for row in rows} == {len(TABLES[name]) + 1}


@pytest.mark.parametrize("name", TABLES)
def test_the_cache_of_restflow_is_clean_everywhere(name: str) -> None:
    ours = [row[1:] for row in recorded(name) if row[0].startswith("restflow")]
    assert len(ours) == 2
    assert {cell for row in ours for cell in row} <= {CLEAN, UNUSED}


def test_an_asynchronous_test_has_a_cache_of_django_for_itself() -> None:
    for row in recorded("next_test"):
        if row[0] == "Django's cache":
            assert row[1:4] == [CLEAN] * 3
            return
    pytest.fail("It is not in the table.")


def report(directory: Path, *cases: str) -> Path:
    """Write what pytest reports of some tests."""
    place = directory / "report.xml"
    place.write_text(f"<testsuite>{''.join(cases)}</testsuite>", encoding="utf-8")
    return place


def case(name: str, printed: str = "", failure: str = "") -> str:
    """Return what pytest reports of a test."""
    failed = f'<failure message="{failure}"/>' if failure else ""
    return (
        f'<testcase name="{name}">{failed}<system-out>{printed}</system-out></testcase>'
    )


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (case("test_a_1", HIT), case("test_a_2"), CLEAN),
        (case("test_a_1"), case("test_a_2", HIT), UNUSED),
        (
            case("test_a_1", HIT),
            case("test_a_2", "", "x.UncleanError: survives"),
            "survives",
        ),
        (
            case("test_a_1"),
            case("test_a_2", "", "x.UncleanError: survives"),
            "survives",
        ),
        (
            case("test_a_1", "", "KeyError: 'a'"),
            case("test_a_2", HIT),
            "`KeyError: 'a'`",
        ),
        (case("test_a_1", "", "x.UncleanError: stale"), case("test_a_2"), "stale"),
    ],
)
def test_the_first_step_that_is_unclean_counts(
    tmp_path: Path, first: str, second: str, outcome: str
) -> None:
    assert outcomes_of_report(report(tmp_path, first, second)) == {"a": outcome}


def test_what_is_the_same_everywhere_is_said_once() -> None:
    side = {"with_restflow": {"a": CLEAN, "b": CLEAN}}
    assert cell(COLUMN, {"SQLite": side, "PostgreSQL": side}) == CLEAN


def test_what_differs_says_where() -> None:
    one = {"with_restflow": {"a": CLEAN, "b": "stale"}}
    other = {"with_restflow": {"a": CLEAN, "b": CLEAN}}
    assert cell(COLUMN, {"SQLite": one, "PostgreSQL": other}) == (
        "clean (function on SQLite, function on PostgreSQL, method on PostgreSQL); "
        "stale (method on SQLite)"
    )


def test_a_situation_that_did_not_run_is_said_to_be_not_run() -> None:
    assert cell(COLUMN, {"SQLite": {"with_restflow": {}}}) == "not run"


def test_a_table_that_differs_from_its_record_is_told() -> None:
    now = (HERE / "block.md").read_text(encoding="utf-8")
    assert difference("block", now, write=False) == []
    assert difference("block", now.replace(CLEAN, "stale"), write=False)


# --- Packages that do other things ---------------------------------------------------


def test_each_situation_has_a_row_at_the_version_that_is_pinned() -> None:
    rows = {tuple(row[:2]) for row in recorded("beside")}
    wanted = [
        (f"{situation.package} {PINS[situation.package]}", situation.says)
        for file in TOOLS
        for situation in situations(file)
    ]
    assert rows == {*wanted}
    assert len(recorded("beside")) == len(wanted)


def test_each_package_has_a_situation() -> None:
    found = {situation.package for file in TOOLS for situation in situations(file)}
    assert found == {name for tool in TOOLS.values() for name in tool.packages.values()}


def phases(test: str, said: str = "") -> list[dict[str, str]]:
    """Return what is noted of a test that runs once."""
    return [
        {"test": test, "when": "setup", "said": ""},
        {"test": test, "when": "call", "said": said},
        {"test": test, "when": "teardown", "said": ""},
    ]


def test_the_steps_of_a_situation_have_one_name() -> None:
    assert situation_of("test_rows_1") == situation_of("test_rows_2") == "rows"
    assert situation_of("test_rows") == "rows"


@pytest.mark.parametrize(
    ("notes", "came"),
    [
        ([*phases("test_a_1"), *phases("test_a_2[x]")], WORKS),
        ([*phases("test_a_1"), *phases("test_a_2", "wrong")], "wrong"),
        ([*phases("test_a_1", "wrong"), *phases("test_a_2", "then")], "wrong"),
        # It was run again.
        ([*phases("test_a", "wrong"), *phases("test_a")], WORKS),
        (
            [*phases("test_a_1"), {"test": "test_a_1", "warning": "UserWarning"}],
            f"{WORKS}; warns: `UserWarning`",
        ),
        ([*phases("test_a", "wrong"), {"test": "test_a", "warning": "B"}], "wrong"),
    ],
)
def test_what_came_of_a_situation_is_read_from_notes(
    notes: list[dict[str, str]], came: str
) -> None:
    assert outcomes(notes) == {"a": came}


def test_a_run_that_does_not_end_is_laid_to_its_last_test() -> None:
    notes = [*phases("test_a"), *phases("test_b")]
    assert outcomes(notes, ends=False) == {"a": WORKS, "b": f"{WORKS}; {ENDLESS}"}
