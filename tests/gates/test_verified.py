"""Gates: what the site says was verified is what was run, where it was run."""

# Ranges of versions have a dash between them.
# ruff: noqa: RUF001

from __future__ import annotations

import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.gates.results import EXAMPLES, IN_CI, NOW, run
from tools.paths import DOCS, ROOT
from tools.records import machine
from tools.site.overview import verified_page
from tools.site.render import card
from tools.site.score import survivors
from tools.sources.catalogue import NotReadyError, includes
from tools.sources.navigation import Page
from tools.verified.combinations import label, summarise, told, total
from tools.verified.runs import Origin, Results, Run, load_results, verified

FIRST, SECOND, THIRD = NOW
DAY = "<time>2026-01-31</time>"


def said(*runs: Run, origin: Origin | None = None) -> str:
    results = Results(runs, origin)
    return total(results, verified(EXAMPLES, results, NOW))


def on(*pairs: str) -> str:
    """Return what a card says of runs of `3.11 5.2` and others."""
    return summarise([run(*pair.split()) for pair in pairs])


# What a card says.


def test_one_run_is_one_combination() -> None:
    assert on("3.11.7 5.2.8") == f"Python 3.11 with Django 5.2 · {DAY}"


def test_versions_are_a_range_where_each_in_between_ran() -> None:
    pairs = [f"3.{minor}.1 5.2.8" for minor in (11, 12, 13)]
    newer = [f"3.{minor}.1 6.1" for minor in (13, 12)]
    assert on(*newer, *pairs) == (
        f"Python 3.11–3.13 with Django 5.2; 3.12–3.13 with Django 6.1 · {DAY}"
    )


def test_a_combination_that_has_not_run_is_in_no_range() -> None:
    assert on("3.11.7 5.2.8", "3.13.1 5.2.8", "3.14.0 5.2.8", "3.14.0 6.1") == (
        f"Python 3.11, 3.13–3.14 with Django 5.2; 3.14 with Django 6.1 · {DAY}"
    )
    # Neither Python 3.11 with Django 6.1 nor 3.12 with 5.2.
    assert on("3.11.7 5.2.8", "3.12.1 6.1.3") == (
        f"Python 3.11 with Django 5.2; 3.12 with Django 6.1 · {DAY}"
    )


def test_series_of_django_with_the_same_pythons_are_named_together() -> None:
    pairs = [f"3.{minor}.0 {django}" for minor in (12, 13) for django in ("6.1", "6.0")]
    assert on("3.11.7 5.2.8", *pairs) == (
        f"Python 3.11 with Django 5.2; 3.12–3.13 with Django 6.0 and 6.1 · {DAY}"
    )


def test_versions_are_sorted_as_numbers() -> None:
    assert on("3.9.1 5.2", "3.10.1 5.2", "3.10.1 10.0").startswith(
        "Python 3.9–3.10 with Django 5.2; 3.10 with Django 10.0 ·"
    )


def test_two_runs_of_the_same_series_are_one_combination() -> None:
    assert on("3.11.7 5.2", "3.11.9 5.2.8") == f"Python 3.11 with Django 5.2 · {DAY}"
    oldest, newest = run("3.11.7", "5.2", *NOW), run("3.11.7", "5.2.8", *NOW)
    assert "on **1 combination** of Python and Django: Python" in said(oldest, newest)


def test_runs_of_several_days_have_the_first_and_the_last() -> None:
    days = ("2026-02-02", "2026-01-31", "2026-02-01")
    runs = [run("3.11.7", "5.2.8", date=date) for date in days]
    assert summarise(runs).endswith(f" · {DAY} to <time>2026-02-02</time>")


def test_a_card_says_whether_its_example_passed_here_or_in_ci() -> None:
    (example, *_), runs = EXAMPLES, [run("3.11.7", "5.2.8", FIRST)]
    for origin, words in ((None, "Verified here"), (IN_CI, "Verified on")):
        text = card(example, runs, where=label(Results(runs, origin)))
        assert f'<span class="rf-label">{words}</span>' in text
        assert f"Python 3.11 with Django 5.2 · {DAY}" in text


def test_a_card_of_an_example_that_was_skipped_names_no_version() -> None:
    passed = verified(EXAMPLES, Results([run("3.11.7", "5.2.8", FIRST)]), NOW)
    assert summarise(passed[SECOND]) == "nothing yet: it was skipped"
    assert "rf-fact--verified" not in card(EXAMPLES[1], passed[SECOND])


def test_a_run_counts_for_an_example_only_as_it_stands() -> None:
    stale = run("3.12.1", "6.0.1", *NOW)
    stale = replace(stale, passed={**stale.passed, FIRST: "as it was"})
    runs = [run("3.11.7", "5.2.8", *NOW), stale]
    passed = verified(EXAMPLES, Results(runs), NOW)
    assert summarise(passed[FIRST]) == f"Python 3.11 with Django 5.2 · {DAY}"
    assert "; 3.12 with Django 6.0" in summarise(passed[SECOND])


@pytest.mark.parametrize(
    ("origin", "remedy"),
    [(None, "Run `make examples`."), (IN_CI, f"those of commit {IN_CI.commit}.")],
)
def test_an_example_that_no_run_passed_as_it_stands_ends_the_build(
    origin: Origin | None, remedy: str
) -> None:
    stale = replace(run("3.12.1", "6.0.1", SECOND, THIRD), skipped={})
    with pytest.raises(NotReadyError, match=re.escape(remedy)) as caught:
        verified(EXAMPLES, Results([stale], origin), NOW)
    assert f"docs_src/{FIRST}" in str(caught.value)
    assert SECOND not in str(caught.value)


# What the pages say.


def test_one_run_is_told_with_its_own_versions() -> None:
    assert said(run("3.11.7", "6.0.1", FIRST, SECOND, THIRD)) == (
        "In this local build, **3 examples** passed on 2026-01-31 on **1 combination** "
        "of Python and Django: Python 3.11 with Django 6.0."
    )


def test_what_passed_on_some_combinations_is_not_said_to_have_passed_on_each() -> None:
    newer = run("3.12.1", "6.0.1", FIRST, SECOND, date="2026-02-01")
    assert said(run("3.11.7", "5.2.8", FIRST), newer, origin=IN_CI) == (
        "In CI, **2 examples** passed between 2026-01-31 and 2026-02-01 on "
        "**2 combinations** of Python and Django, 1 of them on each: "
        "Python 3.11 with Django 5.2; 3.12 with Django 6.0. 1 more was skipped."
    )


@pytest.mark.parametrize("passed", [(FIRST,), (FIRST, SECOND), (FIRST, SECOND, THIRD)])
def test_the_sentence_has_the_number_of_the_table(passed: tuple[str, ...]) -> None:
    results = Results([run("3.11.7", "6.0.1", *passed)])
    found = verified(EXAMPLES, results, NOW)
    page = verified_page(EXAMPLES, results, found, {}, includes())
    assert said(*results.runs) in page
    assert re.findall(r"\*\*(\d+) examples", page) == [str(len(passed))]
    assert f"| SQLite 3.45.1 | {len(passed)} | 2026-01-31 |" in page


def test_the_home_page_says_it_in_the_same_sentence() -> None:
    assert '--8<-- "verified-total.md"' in (DOCS / "index.md").read_text()


def test_the_page_says_first_where_its_results_are_from() -> None:
    _, first, *_ = Page("", "", "verified.md").text.strip().split("\n\n")
    assert first == '--8<-- "verified-origin.md"'
    runs = [run("3.11.7", "5.2.8", *NOW), run("3.12.1", "6.1.3", *NOW)]
    assert told(Results(runs)).startswith("**This is a local build:**")
    assert told(Results(runs, IN_CI)) == (
        "These are the results of [run 1234](https://example.org/shop/actions/runs/99) "
        "of the workflow “Tests” on 2026-01-31, for commit "
        "[`0123456`](https://example.org/shop/commit/0123456789abcdef)."
    )


# Where results are from.


def noted(directory: Path, name: str, origin: Origin | None, **other: Any) -> None:
    """Leave a run as an artifact that was downloaded into a directory of its own."""
    found = run("3.11.7", "5.2.8", *NOW)
    data = asdict(found) | {"origin": origin and asdict(origin)} | other
    data["djangorestframework"] = data.pop("rest_framework")
    (directory / name).mkdir()
    (directory / name / "run.json").write_text(json.dumps(data))


def test_results_that_were_gathered_are_those_of_their_run_in_ci(
    tmp_path: Path,
) -> None:
    noted(tmp_path, "runs-3.12-newest", IN_CI, python="3.12.1", django="6.1.3")
    noted(tmp_path, "runs-3.11-5.2", IN_CI, packages={"pytest": "8.3.0"})
    results = load_results(tmp_path)
    assert results.origin == IN_CI
    assert [each.python for each in results.runs] == ["3.11.7", "3.12.1"]
    assert results.runs[0].packages["pytest"] == "8.3.0"
    assert results.runs[0].packages["django"] == "5.2.8"


def test_results_of_this_machine_are_a_local_build_wherever_that_is() -> None:
    assert load_results().origin is None


@pytest.mark.parametrize("other", [None, replace(IN_CI, url=f"{IN_CI.url}0")])
def test_results_of_several_places_are_not_published(
    tmp_path: Path, other: Origin | None
) -> None:
    noted(tmp_path, "one", IN_CI)
    noted(tmp_path, "other", other)
    with pytest.raises(NotReadyError, match="have to be those of one run in CI"):
        load_results(tmp_path)


def test_results_of_a_machine_are_not_published_as_those_of_ci(tmp_path: Path) -> None:
    noted(tmp_path, "mine", None)
    with pytest.raises(NotReadyError, match="They are of no run in CI"):
        load_results(tmp_path)


def test_a_directory_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="There are no runs in"):
        load_results(tmp_path)


def test_a_run_in_ci_notes_which_one_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert machine.origin() is None
    for name, value in {
        "ACTIONS": "true",
        "REPOSITORY": "shop",
        "RUN_ID": "99",
        "RUN_NUMBER": "1234",
        "SERVER_URL": "https://example.org",
        "SHA": IN_CI.commit,
        "WORKFLOW": "Tests",
    }.items():
        monkeypatch.setenv(f"GITHUB_{name}", value)
    assert machine.origin() == asdict(IN_CI)


def workflow(name: str) -> dict[Any, Any]:
    text = (ROOT / ".github" / "workflows" / name).read_text()
    found: dict[Any, Any] = yaml.safe_load(text)
    return found


def test_the_site_is_published_with_the_results_of_the_tests_that_passed() -> None:
    tests, site = workflow("tests.yml"), workflow("site.yml")
    # YAML takes `on` for a truth value.
    after = site[True]
    assert after["workflow_run"]["workflows"] == [tests["name"]]
    build = site["jobs"]["build"]
    assert "workflow_run.conclusion == 'success'" in build["if"]
    assert "workflow_run.event == 'push'" in build["if"]
    (left,) = [
        step["with"]
        for step in tests["jobs"]["matrix"]["steps"]
        if "upload" in step.get("uses", "")
    ]
    assert left["path"] == ".cache/runs"
    # What begins with a dot is left out otherwise.
    assert left["include-hidden-files"] is True
    commands = "\n".join(step.get("run", "") for step in build["steps"])
    assert "gh run list --workflow tests.yml --event push --branch main" in commands
    (pattern, taken), *others = re.findall(r"--pattern '(\S+)\*' --dir (\S+)", commands)
    assert not others
    assert left["name"].startswith(pattern)
    assert f"make html RUNS={taken}" in commands


# How many small changes of the library the examples notice.


def test_each_change_that_no_example_notices_is_explained() -> None:
    unexplained = [
        f"{each['file']}: {each['old']}  ->  {each['new']}"
        for each in survivors()
        if not each["why"]
    ]
    assert not unexplained, (
        "No example notices these changes. Strengthen one, and run `make score "
        "ARGS=--write` again; or say in tests/mutations/score.json why none can."
    )
