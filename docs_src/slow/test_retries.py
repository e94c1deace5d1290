"""Retries that hide a bug.

The first caller gets no price. The second attempt of pytest-rerunfailures runs in the
same process, where somebody has already asked: the test is green, and the bug is still
there.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
rates = {}

def in_dollars(euros):
    if "USD" not in rates:
        rates["USD"] = 1.25  # too late for this caller
        return None
    return euros * rates["USD"]

def test_price():
    assert in_dollars(8) == 10
"""


@pytest.mark.parametrize(
    ("options", "status"),
    [([], 1), (["--reruns", "1"], 0)],  # [!]
    ids=["once", "once more"],
)
def test_a_retry_is_green(
    options: list[str],
    status: int,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_price=TESTS)

    result = pytester.runpytest_subprocess("-qq", "-rfR", *options)

    capsys.readouterr()
    print(*[line for line in result.outlines if line.startswith(("RERUN", "FAILED"))])
    assert result.ret == status
