"""The comparison: its record is complete, and checking it finds what differs."""

from __future__ import annotations

import copy
import sys
from pathlib import Path

import pytest

from tests.comparison import __main__ as script
from tests.comparison.__main__ import differences, merged, not_run
from tests.comparison.cells import TOOLS, Cell, CellError, Environment, environments
from tools.site import comparison
from tools.site.comparison import BEHAVIOURS, DATABASES, Outcomes, load, tables

HERE = Environment(Path(sys.executable), "5.2", has_postgresql=False)


def changed(outcomes: Outcomes) -> Outcomes:
    other = copy.deepcopy(outcomes)
    other["5.2"]["file"]["TestCase"]["rollback"] = "hangs"
    return other


def test_the_record_has_every_tool_database_and_behaviour() -> None:
    recorded = load()
    assert len(recorded) > 1
    assert "5.2" in recorded
    for databases in recorded.values():
        assert set(databases) == set(DATABASES)
        for tools in databases.values():
            assert set(tools) == set(TOOLS) == set(comparison.TOOLS)
            assert all(set(found) == set(BEHAVIOURS) for found in tools.values())


def test_restflow_fails_nowhere() -> None:
    for databases in load().values():
        for tools in databases.values():
            for tool in ("restflow plugin", "restflow classes"):
                assert set(tools[tool].values()) == {"yes"}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_cell_that_is_run_again_agrees_with_the_record(tool: str) -> None:
    environment = environments()[0]
    if environment.series not in load():
        pytest.skip(f"Django {environment.series} is not in the record")
    found = Cell(environment, "memory", tool).run()
    assert found == load()[environment.series]["memory"][tool]


def test_a_difference_is_named() -> None:
    assert not list(differences(load(), load()))
    (line,) = differences(load(), changed(load()))
    assert line.endswith("Django 5.2: rollback: recorded yes, happened hangs")


def test_what_is_missing_in_the_record_is_a_difference() -> None:
    outcomes: Outcomes = {"9.9": {"file": {"TestCase": {"rollback": "yes"}}}}
    (line,) = differences(load(), outcomes)
    assert "recorded not run, happened yes" in line


def test_what_is_not_run_stays_in_the_record() -> None:
    outcomes: Outcomes = {"5.2": {"memory": {}}}
    new = merged(load(), outcomes)
    assert new["5.2"]["memory"] == {}
    assert new["5.2"]["file"] == load()["5.2"]["file"]
    assert set(new) == set(load())


def test_what_a_machine_cannot_run_is_said() -> None:
    lines = list(not_run({"5.2": {}, "9.9": {}}, [HERE]))
    assert "Django 9.9" in lines[0]
    assert lines[1] == "not run: PostgreSQL with Django 5.2"


def test_tests_that_say_nothing_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TOOLS, "pytest-django", ("django", "version"))
    with pytest.raises(CellError, match="says nothing of rollback"):
        Cell(HERE, "memory", "pytest-django").run()


def test_tests_that_do_not_end_in_time_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.comparison.cells.PATIENCE", 0.01)
    found = Cell(HERE, "memory", "pytest-django").run()
    assert found["rollback"] == "hangs"


def test_a_table_shows_where_versions_of_django_differ() -> None:
    before = load()["5.2"]["file"]["TestCase"]["rollback"]
    shown = tables(changed({"4.1": load()["5.2"], "5.2": load()["5.2"]}))
    assert f"Django 4.1: {before}; Django 5.2: **it hangs**" in shown


def test_in_ci_there_has_to_be_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "environments", lambda: [HERE])
    monkeypatch.setattr(script, "run", lambda _cells: {})
    monkeypatch.setenv("CI", "true")
    assert script.main(["--check"]) == 1
    monkeypatch.delenv("CI")
    assert script.main(["--check"]) == 0


def test_the_check_fails_if_anything_differs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    here = Environment(HERE.python, HERE.series, has_postgresql=True)
    monkeypatch.setattr(script, "environments", lambda: [here])
    monkeypatch.setattr(script, "run", lambda _cells: changed(load()))
    assert script.main(["--check"]) == 1
    assert "rollback: recorded yes, happened hangs" in capsys.readouterr().out
