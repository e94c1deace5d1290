"""A run that records nothing, and says why.

An option that a record can't go with ends the run before its first test. If no test is
documented, or none of them has passed, the last line of the run says so.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
def test_health(client):
    assert client.get("/api/health/").status_code == 200
"""
FAILED = """
import pytest

@pytest.mark.documented
def test_health(client):
    assert client.get("/api/health/").status_code == 404
"""
RUN = ["--ds=project.settings", "-p", "no:randomly", "--restflow-record"]


def test_what_is_told(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_health=TEST)
    told: list[str] = []

    for option in (
        "-s",
        "--override-ini=restflow_scrub=C-(\\d+ => <number>",
        "--override-ini=restflow_record_paths=test_orders.py",
    ):
        refused = pytester.runpytest_subprocess(*RUN, option)  # [!]
        assert refused.ret == pytest.ExitCode.USAGE_ERROR
        told.append(refused.errlines[0])

    for text in (TEST, FAILED):
        pytester.makepyfile(test_health=text)
        done = pytester.runpytest_subprocess(*RUN)  # [!]
        told += [line for line in done.outlines if line.startswith("restflow:")]

    capsys.readouterr()
    assert not (pytester.path / "test_health.json").exists()
    print("\n\n".join(told).replace(f"{pytester.path}/", ""))
