"""Tests that depend on each other.

A test that passes only after another one passes for years, until somebody runs it
alone. A random order finds it.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
basket = []

def test_something_is_put_in():
    basket.append("Mug")

def test_something_is_in():
    assert basket == ["Mug"]
"""
FIRST, SECOND = "test_something_is_put_in", "test_something_is_in"


@pytest.mark.parametrize(
    ("order", "failed"),
    [((FIRST, SECOND), 0), ((SECOND, FIRST), 1), ((SECOND,), 1)],
    ids=["as written", "the other way round", "alone"],
)
def test_another_order_finds_it(
    order: tuple[str, ...],
    failed: int,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_basket=TESTS)

    chosen = [f"test_basket.py::{name}" for name in order]
    result = pytester.runpytest_subprocess("-p", "no:randomly", *chosen)

    capsys.readouterr()
    result.assert_outcomes(passed=len(order) - failed, failed=failed)  # [!]
