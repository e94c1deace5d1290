"""The live server on three databases: a project that pytest runs, looked at.

What a test's name begins with says how it has to end: `test_fails_`, `test_errs_` (it
passes, its teardown fails), or else it passes. Warnings are errors.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server.inner import ROOT, environment, left_behind
from tests.support import services

FILE = Path(__file__).parent / "project" / "inner_live.py"
CONFIGURATION = """
[pytest]
asyncio_default_fixture_loop_scope = function
addopts =
    --import-mode=importlib --strict-markers
    -p no:cacheprovider -p tests.support.no_open_loop
filterwarnings =
    error
    # uvicorn with the oldest websockets.
    ignore:remove second argument of ws_handler:DeprecationWarning
"""


@pytest.fixture(params=["memory", "file", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        services.need(services.without_postgresql())
    return str(request.param)


def run(
    directory: Path, database: str, name: str, *args: str, server: str = "uvicorn"
) -> str:
    """Run the tests on a database of their own, and return what pytest says."""
    (directory / "pytest.ini").write_text(CONFIGURATION)
    where = ["-c", "pytest.ini", f"--rootdir={ROOT}", f"--confcutdir={FILE.parent}"]
    # A long traceback asks for the variables of coroutines that are gone, and with that
    # crashes Python 3.13.0 (https://github.com/python/cpython/issues/125723).
    args = ("--tb=short", *args)
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "pytest", "-q", "-rA", *where, *args, str(FILE)],
        cwd=directory,
        env=environment(
            database,
            name,
            LIVE_SERVER=server,
            # Longer than the server's atomic block takes, shorter than a client's
            # patience.
            RESTFLOW_CONNECTION_TIMEOUT="3",
            COLUMNS="200",
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    return done.stdout + done.stderr


def outcomes_of(output: str) -> dict[str, str]:
    """Return the worst outcome of each test."""
    outcomes: dict[str, str] = {}
    pattern = r"^(PASSED|FAILED|ERROR) .*inner_live\.py::(?:\w+::)?(\w+(?:\[\S+\])?)"
    for outcome, test in re.findall(pattern, output, re.MULTILINE):
        if outcomes.get(test, "PASSED") == "PASSED":
            outcomes[test] = outcome
    return outcomes


def due(test: str) -> str:
    """Return how a test has to end."""
    if test.startswith("test_fails_"):
        return "FAILED"
    return "ERROR" if test.startswith("test_errs_") else "PASSED"


def names() -> set[str]:
    """Return the names of the tests, of which some are given by an assignment."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(FILE.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.add(node.targets[0].id)
    return {name for name in found if name.startswith("test_")}


def check(output: str) -> None:
    """Check that all tests ran, and that each ended as its name says."""
    outcomes = outcomes_of(output)
    ran = {test.partition("[")[0] for test in outcomes}
    assert names() <= ran, f"never run: {names() - ran}\n{output}"
    wrong = {test: end for test, end in outcomes.items() if end != due(test)}
    assert not wrong, f"{wrong}\n{output}"
    assert "Error when trying to teardown" not in output


@pytest.mark.parametrize(
    ("server", "database"),
    [
        # All twelve pass; each takes a quarter of a minute.
        ("uvicorn", "memory"),
        ("uvicorn", "postgresql"),
        ("daphne", "memory"),
        ("granian", "file"),
        ("hypercorn", "postgresql"),
    ],
    indirect=["database"],
)
def test_fixture_and_classes_share_or_commit_as_asked(
    tmp_path: Path, database: str, server: str
) -> None:
    name = f"restflow_{uuid4().hex[:12]}"
    check(run(tmp_path, database, name, "-p", "no:randomly", server=server))
    assert left_behind(tmp_path, name) == []


@pytest.mark.parametrize("database", ["memory", "postgresql"], indirect=True)
def test_processes_have_servers_of_their_own(tmp_path: Path, database: str) -> None:
    name = f"restflow_{uuid4().hex[:12]}"
    check(run(tmp_path, database, name, "-p", "randomly", "-n", "2"))
    assert left_behind(tmp_path, name) == []


def test_what_the_server_raised_is_in_the_report(tmp_path: Path) -> None:
    output = run(tmp_path, "memory", "memory", "-k", "reports", "-p", "no:randomly")
    assert outcomes_of(output) == {
        "test_fails_and_reports_what_a_websocket_raised": "FAILED",
        "test_fails_and_reports_what_the_server_raised": "FAILED",
    }
    for request, raised in (
        ("GET /failing/", "what the server raised"),
        ("WebSocket /echo/", "what the socket raised"),
    ):
        assert f"The live server raised this for {request}:" in output
        assert f"LookupError: {raised}" in output
    asked = r"Live server, exchange 1: GET http://localhost:\d+/failing/ → 500 "
    assert re.search(asked, output)
