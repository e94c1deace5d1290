"""Gates: each test of an example can fail, and none of its assertions always holds."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from tests.gates.assertions import always_true, can_fail, recorded_tests
from tools.paths import examples, name_of, record_of

# Tests without an assertion, and what fails in them instead.
FAILS_BY_ITSELF = {
    "clocks/test_event_loop.py::test_freezegun": (
        "`asyncio.wait_for` raises TimeoutError where the clock stands still."
    ),
    "isolation/test_connection_taken.py::test_the_block_ends_first": (
        "The second `reprice` raises E119 where the block has not ended."
    ),
    "isolation/test_left_behind.py::test_the_receipt_is_never_sent": (
        "`tearDown` asserts that nothing was sent."
    ),
    "moving/test_drf_restflow_cases.py::test_logout_needs_no_database": (
        "A test without a database raises where `logout` queries."
    ),
    "suite/test_django_cases.py::test_each_row_is_valid": (
        "`full_clean` raises ValidationError."
    ),
}

each_example = pytest.mark.parametrize("path", examples(), ids=name_of)


def recorded(path: Path) -> set[str]:
    """Return the names of the tests of an example, without their parameters."""
    tests = json.loads(record_of(path).read_text())["tests"]
    return {name.partition("[")[0] for name in tests}


def cannot_fail(path: Path) -> list[str]:
    tree = ast.parse(path.read_text())
    return [
        f"{name_of(path)}::{test.name}"
        for test in recorded_tests(tree, recorded(path))
        if not can_fail(test, tree)
    ]


@each_example
def test_each_test_of_an_example_can_fail(path: Path) -> None:
    found = [test for test in cannot_fail(path) if test not in FAILS_BY_ITSELF]
    assert not found, (
        f"docs_src/{found[0]} asserts nothing, so that it passes whatever the library "
        "does. Assert what the example shows. If a call in it fails by itself, name "
        "the test in FAILS_BY_ITSELF of tests/gates/test_assertions.py."
    )


@each_example
def test_no_assertion_of_an_example_always_holds(path: Path) -> None:
    found = [*always_true(ast.parse(path.read_text()))]
    assert not found, (
        f"docs_src/{name_of(path)}:{found[0].lineno}: `{ast.unparse(found[0])}` can't "
        "be false, so it proves nothing. Compare what happened with what has to happen."
    )


def test_what_fails_by_itself_is_still_there() -> None:
    found = {test for path in examples() for test in cannot_fail(path)}
    gone = sorted(FAILS_BY_ITSELF.keys() - found)
    assert not gone, (
        f"{gone[0]} is gone, or has an assertion now. Remove it from FAILS_BY_ITSELF."
    )


# These gates fail when they should.


@pytest.mark.parametrize(
    "assertion",
    [
        "assert True",
        "assert 'a sentence'",
        "assert f'{x}'",
        "assert (x == 1, 'message')",
        "assert [y > 0 for y in x] or True",
        "assert (y > 0 for y in x)",
        "assert x.status_code == x.status_code",
        "assert len(x) >= 0",
        "assert len(x) > -1",
        "assert not ()",
        "assert 1 != 2",
        "self.assertTrue(True)",
        "self.assertTrue(x.status_code, 200)",
        "self.assertEqual(x.data, x.data)",
        "self.assertFalse([])",
        "self.assertGreaterEqual(len(x), 0)",
        "self.assertIsNotNone('text')",
    ],
)
def test_an_assertion_that_always_holds_is_found(assertion: str) -> None:
    assert [*always_true(ast.parse(assertion))]


@pytest.mark.parametrize(
    "assertion",
    [
        "assert x",
        "assert len(x) >= 1",
        "assert await count() == await count()",
        "assert x.status_code == 200, x.text",
        "assert x or y",
        "self.assertTrue(x, 'message')",
        "self.assertEqual(x, 1)",
    ],
)
def test_an_assertion_that_can_fail_is_left_alone(assertion: str) -> None:
    assert [*always_true(ast.parse(assertion))] == []


def test_a_test_that_asserts_in_what_it_calls_can_fail() -> None:
    tree = ast.parse(
        "def test_it(): look()\ndef look(): assert x\ndef test_other(): call()"
    )
    first, second = recorded_tests(tree, {"test_it", "test_other"})
    assert can_fail(first, tree)
    assert not can_fail(second, tree)
