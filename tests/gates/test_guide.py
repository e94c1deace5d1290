"""Gates: every promise of the guide has a test, called after it, and an example."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tools.paths import EXAMPLES, ROOT

PROMISES = 40
NUMBERS = [f"G{number:02}" for number in range(1, PROMISES + 1)]

GUIDE = ROOT / "tests" / "guide"
TEST = re.compile(r"^ *(?:async )?def test_(g\d+)_", re.MULTILINE)


def rows() -> dict[str, list[str]]:
    """Return the examples of each promise, by its number."""
    found = tomllib.loads((EXAMPLES / "rows.toml").read_text())
    return {row: names for row, names in found.items() if row.startswith("G")}


def written() -> dict[str, set[Path]]:
    """Return the files with tests of each promise, by its number."""
    found: dict[str, set[Path]] = {}
    for path in GUIDE.glob("test_*.py"):
        for number in TEST.findall(path.read_text()):
            found.setdefault(number.upper(), set()).add(path)
    return found


def test_each_promise_has_a_test_that_is_called_after_it() -> None:
    missing = [number for number in NUMBERS if number not in written()]
    assert not missing, (
        f"No test in tests/guide is called test_{missing[0].lower()}_…, so nobody "
        f"checks {', '.join(missing)}."
    )


def test_no_test_is_called_after_a_promise_that_is_not_made() -> None:
    for number, paths in written().items():
        assert number in NUMBERS, (
            f"{min(paths).name} has a test of {number}; the promises are "
            f"{NUMBERS[0]} to {NUMBERS[-1]}."
        )


def test_each_promise_has_a_row() -> None:
    missing = [number for number in NUMBERS if number not in rows()]
    assert not missing, f"rows.toml has no row {', '.join(missing)}."


def test_no_row_is_of_a_promise_that_is_not_made() -> None:
    unknown = sorted(rows().keys() - set(NUMBERS))
    assert not unknown, (
        f"rows.toml has a row {unknown[0]}; the promises are {NUMBERS[0]} to "
        f"{NUMBERS[-1]}."
    )


def test_the_rows_are_in_order() -> None:
    assert [*rows()] == sorted(rows())
