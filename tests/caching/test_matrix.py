"""The correctness cases, on each backend, and whether they would see a stale read."""

from __future__ import annotations

import copy

import pytest

from tests.caching import matrix
from tests.caching.matrix import differences, missing, sorted_out
from tests.support import services
from tools.site.caching_matrix import BACKENDS, load, tables


@pytest.mark.parametrize("name", BACKENDS)
def test_each_case_ends_well_and_as_it_is_recorded(name: str) -> None:
    services.need(missing(name))
    cases, outcomes = sorted_out(matrix.run(name))
    assert {end for end in outcomes.values() if end not in {"ok", "-"}} == set(), {
        title: end for title, end in outcomes.items() if end not in {"ok", "-"}
    }
    assert outcomes == load()["outcomes"][name]
    assert cases == load()["cases"]


def test_without_invalidation_each_case_sees_a_stale_read() -> None:
    found = matrix.run("locmem sqlite", "--unwatched")
    _, outcomes = sorted_out(found)
    kept = set(found["keeps"])
    assert len(kept) > 3
    assert {outcomes.pop(title) for title in kept} <= {"ok", "-"}
    blind = {title: end for title, end in outcomes.items() if end not in {"stale", "-"}}
    assert blind == {}


def test_the_record_is_complete() -> None:
    record = load()
    titles = [title for cases in record["cases"].values() for title in cases]
    assert len(titles) > 50
    assert set(record["outcomes"]) == set(BACKENDS)
    for outcomes in record["outcomes"].values():
        assert set(outcomes) == set(titles)
        assert set(outcomes.values()) <= {"ok", "-"}


def test_a_difference_is_named_and_shown() -> None:
    other = copy.deepcopy(load())
    other["outcomes"]["locmem sqlite"]["A row is created"] = "stale"
    (line,) = differences(load(), other)
    assert line == "locmem sqlite: A row is created: recorded ok, happened stale"
    of_sqlite = "**stale** (local memory); ok (Redis, django-redis"
    assert f"| A row is created | {of_sqlite}" in tables(other)
    assert "| A row is created | ok | ok | ok |" in tables(load())


def test_the_check_fails_if_anything_differs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran = {"outcomes": {"A row is created": ("Rows.", "stale")}}
    monkeypatch.setattr(matrix, "missing", lambda _backend: "")
    monkeypatch.setattr(matrix, "run", lambda _backend: ran)
    assert matrix.main(["--check"]) == 1
    assert "A row is created: recorded ok" in capsys.readouterr().out


def test_in_ci_nothing_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix, "missing", lambda _backend: "not here")
    monkeypatch.setenv("CI", "true")
    assert matrix.main(["--check"]) == 1
    monkeypatch.delenv("CI")
    assert matrix.main(["--check"]) == 0
