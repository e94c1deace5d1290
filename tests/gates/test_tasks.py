"""Gates: each task fails as the page says, and its solution passes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.gates.tasks import promise, sections
from tools.paths import ROOT
from tools.site.tasks import FOLDER, TASKS, Task, load_tasks

FILES = {"start.py", "solution.py"}
# What a reader sees, changes, and has in the end.
PARTS = [
    re.compile(rf"^- \*\*{words}\*\* .+", re.MULTILINE)
    for words in ("You see", "Change", "You are done")
]

each_task = pytest.mark.parametrize("name", TASKS)


def test_every_task_is_on_the_page_in_its_order() -> None:
    assert list(sections()) == list(TASKS)
    found = {path.parent.name for path in FOLDER.glob("*/*.py")}
    assert found == set(TASKS), f"See TASKS in tools/site/tasks.py: {found}."


@each_task
def test_a_task_says_what_to_do_and_shows_its_file(name: str) -> None:
    text = sections()[name]
    for part in PARTS:
        assert part.search(text), f"docs/tasks.md, {name}: there is no {part.pattern}."
    assert f'--8<-- "tasks/{name}.md"' in text


@each_task
def test_no_run_collects_a_task(name: str) -> None:
    assert {path.name for path in (FOLDER / name).glob("*.py")} == FILES, (
        f"docs_src/tasks/{name} has to hold {' and '.join(sorted(FILES))}, and nothing "
        "else: a file that is called test_*.py would be run as an example."
    )


# --- What they do --------------------------------------------------------------------


def copies(tasks: list[Task], directory: Path) -> None:
    """Write each file of the tasks below a directory, as tests."""
    for kind in ("start", "solution"):
        for task in tasks:
            file = directory / f"test_{task.name}_{kind}.py"
            file.write_text(getattr(task, kind), encoding="utf-8")


def run(directory: Path) -> ET.Element:
    """Run the tests below a directory in one process, and return the report."""
    report = directory / "report.xml"
    # In another order no row leaks into the next test.
    options = ["-p", "no:randomly", "-p", "no:cacheprovider", f"--junit-xml={report}"]
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", *options]
    done = subprocess.run(  # noqa: S603  (our own command)
        [*command, str(directory)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.exists(), f"{done.stdout}{done.stderr}"
    return ET.parse(report).getroot()  # noqa: S314  (pytest wrote it just now)


def outcomes(report: ET.Element, kind: str, name: str) -> list[str]:
    """Return what each test of a file said: nothing where it passed."""
    return [
        "".join(problem.text or "" for problem in case)
        for case in report.iter("testcase")
        if f"test_{name}_{kind}" in (case.get("classname") or "").split(".")
    ]


def wrong(task: Task, report: ET.Element) -> Iterator[str]:
    said = outcomes(report, "solution", task.name)
    if len(said) != task.tests or any(said):
        yield f"The solution of {task.name} does not pass:\n{said}"
    said = outcomes(report, "start", task.name)
    if not any(promise(task.name) in text for text in said):
        yield f"{task.name} does not say {promise(task.name)!r}:\n{said}"


def test_what_readers_get_fails_as_the_page_says_and_solutions_pass(
    tmp_path: Path,
) -> None:
    tasks = load_tasks()
    copies(tasks, tmp_path)
    report = run(tmp_path)
    found = [problem for task in tasks for problem in wrong(task, report)]
    assert not found, "\n\n".join(found)
