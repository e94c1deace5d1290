"""The live server on three databases: a project that pytest runs, looked at.

What a test's name begins with says how it has to end: `test_fails_`, `test_errs_` (it
passes, its teardown fails), or else it passes. Warnings are errors.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server.inner import ROOT, check, environment, left_behind, outcomes_of
from tests.support import forked, services

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
    done = forked.run(
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
        timeout=300,
    )
    return done.stdout + done.stderr


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
    output = run(tmp_path, database, name, "-p", "no:randomly", server=server)
    check(output, FILE.stem)
    assert left_behind(tmp_path, name) == []


@pytest.mark.parametrize("database", ["memory", "postgresql"], indirect=True)
def test_processes_have_servers_of_their_own(tmp_path: Path, database: str) -> None:
    name = f"restflow_{uuid4().hex[:12]}"
    output = run(tmp_path, database, name, "-p", "randomly", "-n", "2")
    check(output, FILE.stem)
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
