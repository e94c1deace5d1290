"""Runs of the project beside this file: how they are started, what they leave."""

from __future__ import annotations

import ast
import os
import re
import sys
from pathlib import Path

import pytest

from tests.support.services import postgresql, without_postgresql

ROOT = Path(__file__).parents[2]
PROJECT = Path(__file__).parent / "project"
DATABASES = ("memory", "file", "postgresql")
CONFIGURATION = """
[pytest]
asyncio_default_fixture_loop_scope = function
addopts = --import-mode=importlib -p no:cacheprovider -p tests.support.no_open_loop
filterwarnings = error
"""


# Each server, and each database with one of them: runs are long.
on_each_server = pytest.mark.parametrize(
    ("server", "database"),
    [
        ("uvicorn", "memory"),
        ("hypercorn", "postgresql"),
        ("granian", "file"),
        ("daphne", "memory"),
    ],
)


def pytest_command(directory: Path, file: str, *args: str) -> list[str]:
    """Return what runs a file of the project with pytest.

    Args:
        directory: Where it is going to run.
        file: The file's name, without its ending.
        *args: More of pytest's options.
    """
    (directory / "pytest.ini").write_text(CONFIGURATION)
    where = ["-c", "pytest.ini", f"--rootdir={ROOT}", f"--confcutdir={PROJECT}"]
    path = str(PROJECT / f"{file}.py")
    return [sys.executable, "-m", "pytest", "-q", *where, *args, path]


def environment(database: str, name: str, **more: str) -> dict[str, str]:
    """Return the environment of a run.

    Args:
        database: One of the databases.
        name: What names of its own databases begin with.
        **more: What else the file wants to know.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.server.project.settings",
        "ISOLATION_DATABASE": database,
        "ISOLATION_NAME": name,
        "PYTHONPATH": path,
        **more,
    }


def left_behind(directory: Path, name: str) -> list[str]:
    """Return the databases of a run that are still there."""
    files = [path.name for path in directory.glob("*.sqlite3*")]
    if without_postgresql():
        return files
    query = "SELECT datname FROM pg_database WHERE datname LIKE %s"
    with postgresql() as connection:
        return files + [row[0] for row in connection.execute(query, [f"{name}%"])]


def outcomes_of(output: str) -> dict[str, str]:
    """Return the worst outcome of each test."""
    outcomes: dict[str, str] = {}
    pattern = r"^(PASSED|FAILED|ERROR) .*/inner_\w+\.py::(?:\w+::)?(\w+(?:\[.+?\])?)"
    for outcome, test in re.findall(pattern, output, re.MULTILINE):
        if outcomes.get(test, "PASSED") == "PASSED":
            outcomes[test] = outcome
    return outcomes


def due(test: str) -> str:
    """Return how a test has to end."""
    if test.startswith("test_fails_"):
        return "FAILED"
    return "ERROR" if test.startswith("test_errs_") else "PASSED"


def names(file: str) -> set[str]:
    """Return the names of a file's tests, of which an assignment may give some."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((PROJECT / f"{file}.py").read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.add(node.targets[0].id)
    return {name for name in found if name.startswith("test_")}


def check(output: str, file: str) -> None:
    """Check that all tests ran, and that each ended as its name says."""
    outcomes = outcomes_of(output)
    ran = {test.partition("[")[0] for test in outcomes}
    assert names(file) <= ran, f"never run: {names(file) - ran}\n{output}"
    wrong = {test: end for test, end in outcomes.items() if end != due(test)}
    assert not wrong, f"{wrong}\n{output}"
    assert "Error when trying to teardown" not in output
