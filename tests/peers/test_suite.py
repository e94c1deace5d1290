"""What counts as a failure of another project's tests with restflow's plugin."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.peers.suite import Run, Told, judge, of_node, outcomes, read

STOCK = Run({"a": "passed", "b": "skipped", "c": "E assert"}, 3, 0)


def ours(**changes: str) -> Run:
    return Run({**STOCK.outcomes, **changes}, 3, 3)


def test_the_same_outcomes_are_right() -> None:
    assert not list(judge(STOCK, ours()))


def test_what_fails_anyway_may_fail() -> None:
    assert not list(judge(STOCK, ours(c="E another")))


@pytest.mark.parametrize("said", ["skipped", "E assert 1 == 0"])
def test_what_passes_without_the_plugin_has_to_pass_with_it(said: str) -> None:
    (complaint,) = judge(STOCK, ours(a=said))
    assert complaint.startswith("a passes without the plugin and not with it")
    assert said in complaint


def test_a_test_has_to_run_both_times() -> None:
    assert list(judge(STOCK, ours(d="passed"))) == ["d ran only with the plugin."]
    without = Run({"b": "skipped", "c": "E assert"}, 3, 3)
    assert list(judge(STOCK, without)) == ["a ran only without the plugin."]


def test_every_process_has_to_have_the_plugin() -> None:
    (complaint,) = judge(STOCK, Run(STOCK.outcomes, 3, 2))
    assert complaint == "1 processes should have had the plugin."
    (complaint,) = judge(Run(STOCK.outcomes, 3, 1), ours())
    assert complaint == "1 processes had the plugin and should not."


def test_that_no_test_runs_is_a_failure() -> None:
    nothing = Run({}, 0, 0)
    assert list(judge(nothing, nothing)) == ["No test passes without the plugin."]


def test_what_passes_only_with_the_plugin_is_a_failure() -> None:
    (complaint,) = judge(STOCK, ours(c="passed"))
    assert complaint == "c passes with the plugin and not without it."


def test_a_subtest_that_fails_is_not_forgotten_when_its_test_passes(
    tmp_path: Path,
) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        """<testsuites><testsuite>
        <testcase classname="m" name="one"><failure>E assert</failure></testcase>
        <testcase classname="m" name="one"/>
        </testsuite></testsuites>"""
    )
    assert outcomes(report) == {"m.one": "E assert"}


@pytest.mark.parametrize(
    ("node", "name"),
    [
        ("tests/a/test_b.py::test_c", "tests.a.test_b.test_c"),
        ("tests/test_b.py::C::test_d", "tests.test_b.C.test_d"),
        (
            "tests/test_b.py::test_c[a/b.py::[c]-d]",
            "tests.test_b.test_c[a_b_py___c__d]",
        ),
        ("tests/test_b.py", "tests.test_b"),
    ],
)
def test_a_node_has_the_name_that_it_has_in_the_report(node: str, name: str) -> None:
    assert of_node(node) == name


def test_notes_of_a_run_are_read_beside_its_report(tmp_path: Path) -> None:
    report, notes = tmp_path / "report.xml", tmp_path / "notes"
    report.write_text('<testsuite><testcase classname="m" name="one"/></testsuite>')
    notes.write_text(
        """{"plugin": true}
        {"plugin": false}
        {"uses": "m.py::one"}
        {"test": "m.py::one", "category": "LeftBehindWarning", "text": "a task"}
        """.replace("        ", "").strip()
    )
    assert read(report, notes) == Run(
        {"m.one": "passed"},
        2,
        1,
        (Told("m.one", "LeftBehindWarning", "a task"),),
        frozenset({"m.one"}),
    )


def test_outcomes_are_read_from_a_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        """<testsuites><testsuite>
        <testcase classname="m" name="one"/>
        <testcase classname="m" name="two"><skipped/></testcase>
        <testcase classname="m" name="three"><failure>E assert</failure></testcase>
        <testcase classname="m" name="four"><error>E fixture</error></testcase>
        </testsuite></testsuites>"""
    )
    assert outcomes(report) == {
        "m.one": "passed",
        "m.two": "skipped",
        "m.three": "E assert",
        "m.four": "E fixture",
    }
