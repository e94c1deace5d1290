"""How databases behave for asynchronous tests: projects that pytest runs, looked at.

Each run is a process of its own with many tests. What a test's name begins with says
how it has to end: `test_fails_`, `test_errs_` (it passes, its teardown fails), or else
it passes. Warnings are errors.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support import forked, mariadb, services

ROOT = Path(__file__).parent.parent.parent
PROJECT = Path(__file__).parent / "project"

CONFIGURATION = """
[pytest]
asyncio_default_fixture_loop_scope = function
addopts =
    --import-mode=importlib --strict-markers
    -p no:cacheprovider -p tests.support.no_open_loop -p tests.database.project.ending
filterwarnings = error
"""

Outcomes = dict[str, str]


class Project:
    """The project in a directory of its own, with databases of its own."""

    def __init__(self, directory: Path, database: str) -> None:
        self.directory = directory
        self.database = database
        self.name = f"restflow_{uuid4().hex[:12]}"
        self.environment: dict[str, str] = {}
        self.output = ""
        self.status = -1
        (directory / "pytest.ini").write_text(CONFIGURATION)

    def run(self, *args: str, files: str = "", answers: str = "") -> Outcomes:
        """Run files of tests, and return how each test ended."""
        command = [sys.executable, "-m", "pytest", "-c", "pytest.ini", "-q", "-rA"]
        where = [f"--rootdir={ROOT}", f"--confcutdir={PROJECT}"]
        paths = [str(PROJECT / f"inner_{name}.py") for name in files.split()]
        done = forked.run(
            [*command, *where, *args, *paths],
            cwd=self.directory,
            env=os.environ | self._environment() | self.environment,
            answers=answers,
            timeout=300,
        )
        self.output = done.stdout + done.stderr
        self.status = done.returncode
        return outcomes_of(self.output)

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        return {
            "DJANGO_SETTINGS_MODULE": "tests.database.project.settings",
            "ISOLATION_DATABASE": self.database,
            "ISOLATION_NAME": self.name,
            "PYTHONPATH": path,
            # Nobody waits for seconds to be told so.
            "RESTFLOW_CONNECTION_TIMEOUT": "0.5",
            "COLUMNS": "200",
        }

    def ends_as_named(self, outcomes: Outcomes, files: str) -> None:
        """Check that all tests of the files ran, and ended as their names say."""
        for name in files.split():
            tests = set(names_in(PROJECT / f"inner_{name}.py"))
            ran = {test.partition("[")[0].split("::")[-1] for test in outcomes}
            assert tests <= ran, f"never run: {tests - ran}\n{self.output}"
        wrong = {test: end for test, end in outcomes.items() if end != due(test)}
        assert not wrong, f"{wrong}\n{self.output}"
        self.leaves_nothing_changed()

    def leaves_nothing_changed(self) -> None:
        """Check that all is Django's again, and that the databases were dropped."""
        assert "CHANGED IN THE END: []" in self.output, self.output
        assert "RECEIVERS IN THE END: []" in self.output, self.output
        assert "Error when trying to teardown" not in self.output
        assert self.leftovers() == []

    def leftovers(self) -> list[str]:
        """Return the databases that are left."""
        if self.database == "mariadb":
            return mariadb.names(self.name)
        if self.database != "postgresql":
            return [path.name for path in self.directory.glob("*.sqlite3*")]
        with services.postgresql() as connection:
            query = "SELECT datname FROM pg_database WHERE datname LIKE %s"
            return [name for (name,) in connection.execute(query, [f"{self.name}%"])]

    def drop(self) -> None:
        """Drop what a run kept, or left."""
        for name in self.leftovers():
            if self.database == "mariadb":
                mariadb.drop(name)
            elif self.database == "postgresql":
                with services.postgresql() as connection:
                    connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def outcomes_of(output: str) -> Outcomes:
    """Return the worst outcome of each test, from the summary of a run."""
    outcomes: Outcomes = {}
    for line in re.findall(
        r"^(?:PASSED|FAILED|ERROR) .*inner_\w+\.py::.*$", output, re.MULTILINE
    ):
        outcome, _, test = line.partition(" ")
        test = re.sub(r"(?s) - .*", "", test.partition("inner_")[2])
        if outcomes.get(test, "PASSED") == "PASSED":
            outcomes[test] = outcome
    return outcomes


def names_in(file: Path) -> Iterator[str]:
    """Return the names of the tests in a file."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name
            yield from [name] if name.startswith("test_") else []


def due(test: str) -> str:
    """Return how a test has to end."""
    name = test.rsplit("::", maxsplit=1)[-1]
    if name.startswith("test_fails_"):
        return "FAILED"
    return "ERROR" if name.startswith("test_errs_") else "PASSED"


@pytest.fixture(params=["memory", "file", "postgresql", "mariadb"])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        services.need(services.without_postgresql())
    if request.param == "mariadb":
        services.need(mariadb.missing())
    return str(request.param)


@pytest.fixture
def project(tmp_path: Path, database: str) -> Iterator[Project]:
    project = Project(tmp_path, database)
    yield project
    project.drop()


only_memory = pytest.mark.parametrize("database", ["memory"], indirect=True)
postgresql = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
fast_and_real = pytest.mark.parametrize(
    "database", ["memory", "postgresql"], indirect=True
)

STRICT = "rollback real sync cases anyio"
AUTOMATIC = "autocommit blocked hooks left"


def test_tests_are_isolated_where_each_is_marked_for_asyncio(project: Project) -> None:
    outcomes = project.run("-p", "no:randomly", files=STRICT)
    project.ends_as_named(outcomes, STRICT)


def test_tests_are_isolated_where_none_is_marked_for_asyncio(project: Project) -> None:
    outcomes = project.run(
        "-p", "no:randomly", "-o", "asyncio_mode=auto", files=AUTOMATIC
    )
    project.ends_as_named(outcomes, AUTOMATIC)
    # Where things come from is said.
    for place in (
        "add",
        "write_in_the_end",
        "names, registered in",
        "atomic block was",
    ):
        assert place in project.output


@fast_and_real
def test_tests_are_isolated_in_any_order_and_in_parallel(project: Project) -> None:
    files = "rollback real cases"
    outcomes = project.run("-p", "randomly", "-n", "2", files=files)
    project.ends_as_named(outcomes, files)


@pytest.mark.parametrize("database", ["file", "postgresql"], indirect=True)
def test_a_connection_that_a_thread_leaves_open_is_named(project: Project) -> None:
    outcomes = project.run(files="strays")
    project.ends_as_named(outcomes, "strays")
    assert "the connection 'default', opened in" in project.output


def test_loops_and_fixtures_of_all_scopes_are_isolated(project: Project) -> None:
    outcomes = project.run("-p", "no:randomly", files="scopes serialized")
    project.ends_as_named(outcomes, "scopes serialized")


@pytest.mark.parametrize("scope", ["class", "session"])
@only_memory
def test_tests_are_isolated_on_a_loop_of_any_scope(
    project: Project, scope: str
) -> None:
    loop = f"asyncio_default_test_loop_scope={scope}"
    fixtures = f"asyncio_default_fixture_loop_scope={scope}"
    outcomes = project.run("-o", loop, "-o", fixtures, files="rollback")
    project.ends_as_named(outcomes, "rollback")


@postgresql
def test_databases_that_are_kept_are_kept_clean(project: Project) -> None:
    for _ in range(2):
        outcomes = project.run("--reuse-db", files="rollback")
        assert set(outcomes.values()) == {"PASSED"}, project.output
    assert project.leftovers()


@postgresql
def test_connections_that_persist_make_no_difference(project: Project) -> None:
    project.environment["ISOLATION_PERSISTENT"] = "yes"
    outcomes = project.run(files="rollback real")
    project.ends_as_named(outcomes, "rollback real")


@fast_and_real
def test_hundreds_of_tests_leave_no_row_connection_task_or_thread(
    project: Project,
) -> None:
    tests = 500 if project.database == "postgresql" else 200
    project.environment["ISOLATION_TESTS"] = str(tests)
    outcomes = project.run("-p", "randomly", "-n", "2", files="stress")
    project.ends_as_named(outcomes, "stress")
    assert len(outcomes) == tests


@fast_and_real
def test_threads_that_poll_do_not_keep_databases_from_being_dropped(
    project: Project,
) -> None:
    outcomes = project.run("-p", "no:randomly", files="polled")
    project.ends_as_named(outcomes, "polled")


@fast_and_real
def test_after_an_interruption_nothing_stays_changed(project: Project) -> None:
    outcomes = project.run("-p", "no:randomly", files="interrupted")
    assert outcomes == {}
    assert project.status == pytest.ExitCode.INTERRUPTED
    project.leaves_nothing_changed()


@only_memory
def test_after_a_debugger_in_the_middle_tests_are_isolated(project: Project) -> None:
    chosen = ("-k", "in_a_block or after_a_failure")
    outcomes = project.run(
        "--pdb", *chosen, "-p", "no:randomly", "-o", "asyncio_mode=auto",
        files="left", answers="p 1 + 1\nc\n" * 9,
    )  # fmt: skip
    assert "(Pdb) 2" in project.output
    assert outcomes["left.py::test_passes_after_a_failure"] == "PASSED"
    project.leaves_nothing_changed()


@only_memory
@pytest.mark.skipif(sys.platform == "win32", reason="uvloop does not run on Windows")
def test_tests_are_isolated_on_uvloop(project: Project) -> None:
    project.environment["ISOLATION_LOOP"] = "uvloop"
    outcomes = project.run(files="rollback")
    project.ends_as_named(outcomes, "rollback")
