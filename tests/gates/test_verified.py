"""Gates: what the site says was verified is what was run."""

from __future__ import annotations

import re

import pytest

from tools.paths import DOCS
from tools.site.catalogue import includes, load_examples
from tools.site.overview import verified_page
from tools.site.runs import Run, summarise, total, verified

EXAMPLES = load_examples()[:3]
NOW = {example.path: "as it stands" for example in EXAMPLES}
FIRST, SECOND, THIRD = NOW


def run(python: str, django: str, *passed: str, date: str = "2026-01-31") -> Run:
    return Run(
        date=date,
        python=python,
        django=django,
        rest_framework="3.16.1",
        database="SQLite 3.45.1",
        passed={path: NOW[path] for path in passed},
        skipped={path: now for path, now in NOW.items() if path not in passed},
    )


def said(*runs: Run) -> str:
    return total(runs, verified(EXAMPLES, runs, NOW))


def test_one_run_is_one_combination_with_its_own_versions() -> None:
    assert said(run("3.11.7", "6.0.1", FIRST, SECOND, THIRD)) == (
        "**3 examples** passed on 2026-01-31 on **1 combination** of versions: "
        "Python 3.11 · Django 6.0."
    )


def test_a_version_that_was_not_run_is_in_no_range() -> None:
    runs = [run(python, "5.2.8", *NOW) for python in ("3.11.7", "3.13.1")]
    assert "Python 3.11, 3.13 · Django 5.2." in said(*runs)
    assert summarise(runs).startswith("Python 3.11, 3.13 · Django 5.2 ·")


def test_what_passed_on_some_combinations_is_not_said_to_have_passed_on_each() -> None:
    newer = run("3.12.1", "6.0.1", FIRST, SECOND, date="2026-02-01")
    assert said(run("3.11.7", "5.2.8", FIRST), newer) == (
        "**2 examples** passed between 2026-01-31 and 2026-02-01 on **2 combinations** "
        "of versions, 1 of them on each: Python 3.11 to 3.12 · Django 5.2, 6.0. "
        "1 more was skipped."
    )


@pytest.mark.parametrize("passed", [(FIRST,), (FIRST, SECOND), (FIRST, SECOND, THIRD)])
def test_the_sentence_has_the_number_of_the_table(passed: tuple[str, ...]) -> None:
    runs = [run("3.11.7", "6.0.1", *passed)]
    page = verified_page(EXAMPLES, runs, verified(EXAMPLES, runs, NOW), {}, includes())
    assert said(*runs) in page
    assert re.findall(r"\*\*(\d+) examples", page) == [str(len(passed))]
    assert f"| SQLite 3.45.1 | {len(passed)} | 2026-01-31 |" in page


def test_the_home_page_says_it_in_the_same_sentence() -> None:
    assert '--8<-- "verified-total.md"' in (DOCS / "index.md").read_text()
