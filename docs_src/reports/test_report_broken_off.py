"""The report of a run that did not end as it should.

A run that is interrupted has a report, which says so. If the report can't be written in
the end, the run says so, and its result stays as it is.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

EXIT = """
import pytest

def test_photo():
    pytest.exit("The disk is full.")
"""
GONE = """
from pathlib import Path

def test_clean_up():
    Path("out").rmdir()
"""
RUN = ["--ds=project.settings", "--restflow-report=out/report.html"]


@pytest.fixture(autouse=True)
def folder(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.mkdir("out")


def test_it_is_interrupted(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    pytester.makepyfile(test_shop=EXIT)
    pytester.runpytest_subprocess(*RUN)

    capsys.readouterr()
    report = (pytester.path / "out" / "report.html").read_text()
    assert "The run was interrupted." in report  # [!]
    assert "No test ran." in report


def test_the_folder_is_gone(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    pytester.makepyfile(test_shop=GONE)
    result = pytester.runpytest_subprocess(*RUN)

    capsys.readouterr()
    assert result.ret == pytest.ExitCode.OK  # [!]
    told = "restflow: the report could not be written to out/report.html: "
    result.stdout.fnmatch_lines([f"{told}*"])  # [!]
