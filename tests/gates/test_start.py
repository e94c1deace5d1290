"""Gate: whoever does what the first page says gets what it shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.paths import DOCS, EXAMPLES, ROOT

PAGE = DOCS / "start.md"
REPORT = EXAMPLES / "quickstart" / "report.txt"

FENCE = re.compile(
    r"^```(?P<info>\w+.*?)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
INCLUDE = re.compile(r'--8<-- "([^"]+)"')
TITLE = re.compile(r'title="([^"]+)"')

# The interpreter that runs this has everything installed.
SKIPPED = ("python -m venv ", ". .venv/", "pip install ")


def fences() -> Iterator[tuple[str, str]]:
    """Yield the page's fences: how each begins, and what it holds."""
    for fence in FENCE.finditer(PAGE.read_text()):
        yield fence["info"], fence["body"].strip()


def included(body: str) -> Path:
    match = INCLUDE.fullmatch(body)
    assert match, f"docs/start.md holds what no file holds: {body!r}"
    return ROOT / match[1]


def run(command: str, directory: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a newcomer's shell does, in an activated environment."""
    bin_directory = Path(sys.executable).parent
    environment = {
        "HOME": str(directory),
        "PATH": f"{bin_directory}{os.pathsep}{os.environ['PATH']}",
    }
    return subprocess.run(  # noqa: S603  (the page's own commands)
        shlex.split(command),
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def follow(directory: Path) -> Iterator[subprocess.CompletedProcess[str]]:
    """Do what the page says, and yield the result of each of its commands.

    Commands are in fences of the language `shell`, files in those with a title. A fence
    of the language `console` is not part of the way.
    """
    for info, body in fences():
        language, title = info.split()[0], TITLE.search(info)
        if title:
            file = directory / title[1]
            file.parent.mkdir(exist_ok=True)
            file.write_text(included(body).read_text())
        elif language == "shell":
            for command in body.splitlines():
                if not command.startswith(SKIPPED):
                    yield run(command, directory)


@pytest.fixture(scope="module")
def results(
    tmp_path_factory: pytest.TempPathFactory,
) -> list[subprocess.CompletedProcess[str]]:
    return list(follow(tmp_path_factory.mktemp("start")))


def report_of(output: str) -> str:
    """Return the part of pytest's output that the page shows."""
    start = re.search(r"^=+ FAILURES =+$", output, re.MULTILINE)
    end = re.search(r"^=+ 1 failed in .* =+$", output, re.MULTILINE)
    assert start, output
    assert end, output
    report = output[start.start() : end.start()]
    return re.sub(r"\b0x[0-9a-f]+\b", "0x7f0123456789", report)


def comparable(report: str) -> str:
    # Where Django logs from is different in each of its versions.
    return re.sub(r"\blog\.py:\d+", "log.py", report)


def test_what_is_installed_has_what_is_used() -> None:
    text = PAGE.read_text()
    assert 'pip install "restflow[pytest]" adrf' in text


def test_the_page_has_a_project_a_test_that_passes_and_one_that_fails(
    results: list[subprocess.CompletedProcess[str]],
) -> None:
    commands = [shlex.join(result.args) for result in results]
    assert commands == [
        "django-admin startproject hello .",
        "pytest",
        "pytest",
        "pytest --restflow-report=report.html",
    ]


def test_the_test_passes(results: list[subprocess.CompletedProcess[str]]) -> None:
    project, passing, *_ = results
    assert project.returncode == 0, project.stderr
    assert passing.returncode == 0, passing.stdout + passing.stderr
    assert "1 passed" in passing.stdout
    assert "warning" not in passing.stdout + passing.stderr


def test_the_broken_test_shows_its_exchange(
    results: list[subprocess.CompletedProcess[str]],
) -> None:
    failing = results[2]
    assert failing.returncode == pytest.ExitCode.TESTS_FAILED
    for line in (
        "POST http://testserver/greetings/",
        "400 Bad Request",
        "curl --request POST",
    ):
        assert line in failing.stdout


def test_the_page_shows_the_report_that_comes(
    results: list[subprocess.CompletedProcess[str]],
) -> None:
    report = report_of(results[2].stdout)
    if "RESTFLOW_WRITE_REPORT" in os.environ:
        REPORT.write_text(report)
    shown = REPORT.read_text() if REPORT.exists() else ""
    assert comparable(report) == comparable(shown), (
        "docs/start.md no longer shows what pytest reports. Where the change is meant: "
        "RESTFLOW_WRITE_REPORT=1 pytest tests/gates/test_start.py"
    )


def test_the_run_is_reported_in_a_file(
    results: list[subprocess.CompletedProcess[str]],
) -> None:
    told = "restflow: report written to report.html (1 test, 1 exchange)"
    assert told in results[-1].stdout


def test_the_report_is_on_the_page() -> None:
    assert [included(body) for info, body in fences() if info == "text"] == [REPORT]
