"""What fails is named while the others still run."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytest_plugins = ["pytester"]

TESTS = """
    import pytest

    @pytest.fixture
    def left():
        yield
        raise LookupError

    @pytest.mark.parametrize("number", [1, 2])
    def test_a_number(number):
        assert number == 1

    def test_at_its_end(left):
        pass

    @pytest.mark.xfail
    def test_expected():
        raise LookupError

    def test_last():
        pass
"""


@pytest.mark.parametrize("workers", [[], ["-n1"]], ids=["alone", "xdist"])
def test_each_test_that_fails_is_named_once(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: list[str]
) -> None:
    path = filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(path))
    pytester.makepyfile(test_it=TESTS)
    options = ("-q", "-p", "tests.support.at_once", "-p", "no:randomly", *workers)
    result = pytester.runpytest_subprocess("-p", "no:django", *options)
    while_running, failures, _ = result.stdout.str().partition("= ERRORS =")
    assert failures
    named = [line for line in while_running.splitlines() if "failed" in line]
    assert named == [
        ".F test_it.py::test_a_number[2] failed",
        ".E test_it.py::test_at_its_end failed",
    ]
