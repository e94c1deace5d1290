"""The live server on three databases: a project that pytest runs, looked at.

What a test's name begins with says how it has to end: `test_fails_`, `test_errs_` (it
passes, its teardown fails), or else it passes. Warnings are errors.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).parent.parent.parent
FILE = Path(__file__).parent / "project" / "inner_live.py"
CONFIGURATION = """
[pytest]
asyncio_default_fixture_loop_scope = function
addopts =
    --import-mode=importlib --strict-markers
    -p no:cacheprovider -p tests.no_open_loop
filterwarnings = error
"""
POSTGRESQL = {
    "host": os.environ.get("PGHOST", "127.0.0.1"),
    "port": os.environ.get("PGPORT", "5432"),
    "user": os.environ.get("PGUSER", "root"),
    "password": os.environ.get("PGPASSWORD", ""),
    "dbname": os.environ.get("PGDATABASE", "postgres"),
    "connect_timeout": "3",
}


def databases_like(name: str) -> list[str]:
    """Return the databases of a PostgreSQL server whose names begin like this."""
    import psycopg

    with psycopg.connect(**POSTGRESQL) as connection:  # type: ignore[arg-type]
        query = "SELECT datname FROM pg_database WHERE datname LIKE %s"
        return [found for (found,) in connection.execute(query, [f"{name}%"])]


@pytest.fixture(params=["memory", "file", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        try:
            databases_like("postgres")
        except Exception as error:  # noqa: BLE001  (whatever it is, it is not there)
            if os.environ.get("CI") == "true":
                pytest.fail(f"PostgreSQL: {error}")
            pytest.skip(f"PostgreSQL: {error}")
    return str(request.param)


def run(directory: Path, database: str, name: str, *args: str) -> str:
    """Run the tests on a database of their own, and return what pytest says."""
    (directory / "pytest.ini").write_text(CONFIGURATION)
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {
        "DJANGO_SETTINGS_MODULE": "tests.live.project.settings",
        "ISOLATION_DATABASE": database,
        "ISOLATION_NAME": name,
        "PYTHONPATH": path,
        # Longer than the server's atomic block takes, shorter than a client's patience.
        "RESTFLOW_CONNECTION_TIMEOUT": "3",
        "COLUMNS": "200",
    }
    where = ["-c", "pytest.ini", f"--rootdir={ROOT}", f"--confcutdir={FILE.parent}"]
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "pytest", "-q", "-rA", *where, *args, str(FILE)],
        cwd=directory,
        env=os.environ | environment,
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


def test_fixture_and_classes_share_or_commit_as_asked(
    tmp_path: Path, database: str
) -> None:
    name = f"restflow_{uuid4().hex[:12]}"
    check(run(tmp_path, database, name, "-p", "no:randomly"))
    left = databases_like(name) if database == "postgresql" else []
    assert [*left, *tmp_path.glob("*.sqlite3*")] == []


@pytest.mark.parametrize("database", ["memory", "postgresql"], indirect=True)
def test_processes_have_servers_of_their_own(tmp_path: Path, database: str) -> None:
    name = f"restflow_{uuid4().hex[:12]}"
    check(run(tmp_path, database, name, "-p", "randomly", "-n", "2"))
    left = databases_like(name) if database == "postgresql" else []
    assert [*left, *tmp_path.glob("*.sqlite3*")] == []


def test_what_the_server_raised_is_in_the_report(tmp_path: Path) -> None:
    output = run(tmp_path, "memory", "memory", "-k", "reports", "-p", "no:randomly")
    assert outcomes_of(output) == {
        "test_fails_and_reports_what_the_server_raised": "FAILED"
    }
    assert "LookupError: what the server raised" in output
