"""What is in this directory under each runner, on each database, in other processes.

Its tests need nothing of this repository's own configuration: pytest runs them in both
modes of pytest-asyncio, with no other conftest than theirs, and Django runs those that
are classes.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support import forked, services

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FILES = sorted(path for path in HERE.rglob("test_*.py") if path != Path(__file__))

CONFIGURATION = """
[pytest]
asyncio_mode = {mode}
asyncio_default_fixture_loop_scope = function
addopts = --import-mode=importlib --strict-markers -p no:cacheprovider
filterwarnings = error
"""


@dataclass
class Run:
    """A run of tests on a database of its own, in a directory of its own."""

    directory: Path
    database: str

    def __post_init__(self) -> None:
        self.name = f"restflow_guide_{uuid4().hex[:12]}"

    def __call__(self, *command: str) -> str:
        path = map(str, [ROOT, ROOT / "docs_src", ROOT / "src"])
        done = forked.run(
            [sys.executable, "-m", *command],
            cwd=self.directory,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.guide.settings_matrix",
                "GUIDE_DATABASE": self.database,
                "GUIDE_NAME": self.name,
                "PYTHONPATH": os.pathsep.join(path),
            },
            timeout=300,
        )
        return done.stdout + done.stderr

    def drop(self) -> None:
        """Drop what a run left that was killed."""
        if self.database == "postgresql":
            with services.postgresql() as server:
                server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


@pytest.fixture(params=["memory", "file", "postgresql"])
def run(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Run]:
    if request.param == "postgresql":
        services.need(services.without_postgresql())
    run = Run(tmp_path, request.param)
    yield run
    run.drop()


def written(*, in_classes: bool) -> int:
    """Count the tests that are written, in classes or as functions."""
    found: list[ast.stmt] = []
    for path in FILES:
        for node in ast.parse(path.read_text()).body:
            if in_classes:
                found += node.body if isinstance(node, ast.ClassDef) else []
            else:
                found.append(node)
    return sum(
        isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.name.startswith("test_")
        for node in found
    )


def test_there_are_tests_of_both_kinds() -> None:
    assert written(in_classes=True) >= 100
    assert written(in_classes=False) >= 20


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_pytest_runs_them_all(run: Run, mode: str) -> None:
    configuration = run.directory / "pytest.ini"
    configuration.write_text(CONFIGURATION.format(mode=mode))
    said = run(
        *("pytest", "-c", str(configuration), "-q", "-p", "tests.support.no_open_loop"),
        *(f"--rootdir={ROOT}", f"--confcutdir={HERE}", *map(str, FILES)),
    )
    # Whatever else there is, such as a skip or a failure, stands before `in`.
    summary = re.search(r"^(\d+) passed in ", said, re.MULTILINE)
    assert summary, said
    expected = written(in_classes=True) + written(in_classes=False)
    assert int(summary[1]) >= expected, said


def test_django_runs_the_classes(run: Run) -> None:
    modules = [path.relative_to(ROOT).with_suffix("") for path in FILES]
    labels = [".".join(module.parts) for module in modules]
    said = run("django", "test", *labels, "--noinput", "--shuffle")
    # A skip would stand behind `OK`.
    summary = re.search(r"^Ran (\d+) tests in .*\n\nOK\n", said, re.MULTILINE)
    assert summary, said
    assert int(summary[1]) == written(in_classes=True), said
    assert {*re.findall(r"\w+Warning(?=:)", said)} <= {"CommitHooksWarning"}, said
