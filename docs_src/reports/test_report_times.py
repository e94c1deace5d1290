"""When a run was, with which versions, and how long it took.

The head of a report says when the run began, and what it ran with. The table of
endpoints has the median and the slowest of the calls of each.
"""

import platform
import re
from datetime import datetime

import django
import pytest
from django.conf import settings

import restflow

pytest_plugins = ["pytester"]

TEST = """
def test_health(client):
    for page in range(3):
        client.get("/api/health/")
"""
VERSIONS = [
    f"Python {platform.python_version()}",
    f"pytest {pytest.__version__}",
    f"Django {django.get_version()}",
    f"restflow {restflow.__version__}",
]


def seconds(duration: str) -> float:
    number, unit = duration.split()
    return float(number) * {"ms": 0.001, "s": 1}[unit]


def test_the_report(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TEST)

    before = datetime.now().astimezone()
    pytester.runpytest_subprocess(
        "--ds=project.settings", "--restflow-report=report.html"
    )
    after = datetime.now().astimezone()

    report = (pytester.path / "report.html").read_text()
    (facts,) = re.findall('<p class="facts">(.*)</p>', report)
    *counts, _, when, versions = facts.split(" · ")
    began = datetime.strptime(when[:19], "%Y-%m-%d %H:%M:%S").astimezone()
    assert before.replace(microsecond=0) <= began <= after  # [!]
    assert versions == ", ".join(VERSIONS)  # [!]

    (row,) = re.findall("<tr>.*/api/health/.*</tr>", report)
    median, slowest = map(seconds, re.findall(r">([\d.]+ m?s)<", row))
    assert 0 <= median <= slowest <= (after - before).total_seconds()  # [!]
    capsys.readouterr()
    print(*counts, sep="\n")
