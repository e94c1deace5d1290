"""What counts as an untrue warning, and what becomes of a suite that can't be had."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from tests.peers import suite
from tests.peers.projects import SUITES, Project
from tests.peers.run_suites import LIST, REQUIRED, Right, check_all, untrue
from tests.peers.source import OutOfReachError, SourceError
from tests.peers.suite import OURS, Told

TOLD = Told("tests.test_a.test_b", "LeftBehindWarning", "The task `a` is left.")
RIGHT = Right("tests.test_a.test_b", "The task `a`", "It is.")
PROJECT = Project("someproject", ("tests",), repository="https://example.com/a")


@pytest.fixture(autouse=True)
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Project, "release", "1.0")


def test_a_warning_that_is_not_listed_is_untrue() -> None:
    (complaint,) = untrue([TOLD], [])
    assert complaint.startswith("tests.test_a.test_b is told of LeftBehindWarning")
    assert TOLD.text in complaint


def test_a_warning_that_is_listed_is_right() -> None:
    assert not list(untrue([TOLD], [RIGHT]))


@pytest.mark.parametrize(
    "other",
    [Right("tests.test_a.test_c", "The task", ""), Right(TOLD.test, "A thread", "")],
)
def test_a_warning_is_right_for_its_own_test_and_text_only(other: Right) -> None:
    assert len(list(untrue([TOLD], [other]))) == 2


def test_a_warning_that_is_listed_has_to_be_told() -> None:
    (complaint,) = untrue([], [RIGHT])
    assert "is not told of it" in complaint


def test_every_list_is_about_a_suite_that_is_run() -> None:
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
    assert set(listed) <= {project.name for project in SUITES}
    assert all(right.reason for name in listed for right in Right.read(name))


def test_a_complaint_of_one_suite_is_a_failure() -> None:
    assert check_all([PROJECT], lambda _: []) == 0
    assert check_all([PROJECT], lambda _: ["it differs"]) == 1


def test_a_suite_that_is_not_what_it_should_be_is_a_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def other(_: Project) -> list[str]:
        raise SourceError("It is another commit.")

    assert check_all([PROJECT], other) == 1
    assert "someproject: It is another commit." in capsys.readouterr().out


@pytest.mark.parametrize("required", [False, True])
def test_a_suite_out_of_reach_is_said_to_be_not_run(
    required: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(_: Project) -> list[str]:
        raise OutOfReachError("no such host")

    monkeypatch.setenv(REQUIRED, str(required).lower())
    assert check_all([PROJECT], gone) == required
    assert "Not run: someproject" in capsys.readouterr().out


def test_a_run_notes_warnings_of_restflow_and_no_others(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_one.py").write_text(
        """
import warnings
from restflow._traps import LEFT_BEHIND, TrapWarning

def test_told():
    warnings.warn(TrapWarning(LEFT_BEHIND, "A task is left.", "Await it."))

def test_of_others():
    warnings.warn("old", DeprecationWarning)
"""
    )
    ran = suite.run(tmp_path, ["tests"], [OURS], python=Path(sys.executable))
    assert ran.outcomes == {
        "tests.test_one.test_told": "passed",
        "tests.test_one.test_of_others": "passed",
    }
    (told,) = ran.told
    assert told.test == "tests.test_one.test_told"
    assert told.category == "TrapWarning"
    assert "A task is left." in told.text
    assert (ran.processes, ran.with_plugin) == (1, 1)
