"""Each assertion of an example is reached: asserting its opposite makes a test fail.

One assertion of each test is negated, in a part of the examples, the same each time.
`RESTFLOW_ALL=1` negates all assertions of all of them, which takes many minutes. Those
that do not run in the page are left out: a test that fails too early may leave threads
or processes that wait for it for ever.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from random import Random

import pytest

from tests.mutations.breaking import copy_into
from tests.mutations.negation import SEED, negate
from tests.mutations.trying import COPIED
from tests.support import forked
from tools.paths import ROOT, examples, name_of
from tools.sources.browser_list import local_only

EVERY = "RESTFLOW_ALL" in os.environ
# So many of 100 examples.
SHARE = 30
OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-rA", "--tb=no"),
    # A test that fails leaves more behind than one that passes, and may wait for it.
    *("-W", "ignore", "--timeout=60"),
)
OUTCOME = re.compile(r"^(PASSED|FAILED) docs_src/(\S+)", re.MULTILINE)


def chosen() -> list[Path]:
    """Return the examples to negate."""
    here = [path for path in examples() if name_of(path) not in local_only()]
    number = len(here) if EVERY else len(here) * SHARE // 100
    return sorted(Random(SEED).sample(here, number))  # noqa: S311  (no secret)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what the examples need."""
    return copy_into(tmp_path_factory.mktemp("negated"), COPIED)


def ended_in(copy: Path, names: list[str]) -> dict[str, set[str]]:
    """Run examples, and return by outcome which tests had it, by file and name."""
    path = os.pathsep.join([str(copy / "src"), str(copy)])
    files = [f"docs_src/{name}" for name in names]
    done = forked.run(
        [sys.executable, "-m", "pytest", *OPTIONS, *files],
        cwd=copy,
        # Other inner runs do without plugins that some examples need.
        env={**os.environ, "PYTHONPATH": path, "PYTEST_ADDOPTS": ""},
        timeout=600,
    )
    ended: dict[str, set[str]] = {"PASSED": set(), "FAILED": set()}
    for outcome, name in OUTCOME.findall(done.stdout):
        ended[outcome].add(name.partition("[")[0])
    assert ended["FAILED"] | ended["PASSED"], done.stdout + done.stderr
    return ended


def passing(ended: dict[str, set[str]], wanted: set[str]) -> set[str]:
    """Return the tests that pass. One of several cases may pass some."""
    return (ended["PASSED"] & wanted) - ended["FAILED"]


def test_a_test_that_asserts_the_opposite_fails(copy: Path) -> None:
    rounds: list[dict[str, tuple[str, set[str]]]] = []
    for path in chosen():
        for number, negated in enumerate(negate(path, every=EVERY)):
            rounds += [{}] if number == len(rounds) else []
            rounds[number][name_of(path)] = negated
    assert rounds
    for each in rounds:
        wanted: set[str] = set()
        for name, (source, tests) in each.items():
            (copy / "docs_src" / name).write_text(source)
            wanted |= {f"{name}::{test}" for test in tests}
        ended = ended_in(copy, [*each])
        # The others are skipped.
        assert len(wanted & set().union(*ended.values())) > len(wanted) * 0.8
        passed = passing(ended, wanted)
        # A test that fails may leave a receiver, for one, that the next one meets.
        for name in {test.partition("::")[0] for test in passed}:
            alone = passing(ended_in(copy, [name]), wanted)
            passed = {t for t in passed if t in alone or not t.startswith(name)}
        for name in each:
            shutil.copy(ROOT / "docs_src" / name, copy / "docs_src" / name)
        assert not passed, (
            "These tests assert the opposite of something, and pass. An assertion of "
            f"theirs is never reached: {', '.join(sorted(passed))}"
        )


def test_an_assertion_that_is_never_reached_is_found(
    copy: Path, tmp_path: Path
) -> None:
    example = tmp_path / "test_nothing.py"
    example.write_text("def test_none() -> None:\n    for x in []:\n        assert x\n")
    ((source, tests),) = negate(example)
    assert tests == {"test_none"}
    (copy / "docs_src" / "client" / example.name).write_text(source)

    ended = ended_in(copy, ["client/test_nothing.py"])
    assert ended["PASSED"] == {"client/test_nothing.py::test_none"}
