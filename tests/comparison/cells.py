"""What is compared, and how one cell of the table is run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path

from tools.checks.matrix import NEWEST, OLDEST_DJANGO
from tools.site.comparison import BEHAVIOURS, DATABASES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ENVIRONMENTS = ROOT / ".cache" / "matrix"

# In seconds. A cell takes two or three; one that waits for a lock would take for ever.
PATIENCE = 60

# The tools, and what runs their tests.
_pytest = ("pytest", "-q", "-p", "no:randomly", "-p", "no:cacheprovider")
_cases = "tests.comparison.project.cases_"
TOOLS: dict[str, tuple[str, ...]] = {
    "pytest-django": (*_pytest, "-p", "no:restflow", "--pyargs", f"{_cases}pytest"),
    "restflow plugin": (*_pytest, "--pyargs", f"{_cases}pytest"),
    "TestCase": ("django", "test", "--noinput", f"{_cases}classes"),
    "restflow classes": ("django", "test", "--noinput", f"{_cases}classes"),
}
# What people set for their own tests.
UNWANTED = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONWARNINGS")

INI = """\
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
markers =
    run_commit_hooks: restflow's, which the others do not know
"""

# PostgreSQL is found as libpq finds it, or else on this machine.
HOST = {"PGHOST": os.environ.get("PGHOST", "127.0.0.1")}
PROBE = """
import django
print("%d.%d" % django.VERSION[:2])
import psycopg
psycopg.connect(dbname="postgres", connect_timeout=3).close()
print("postgresql")
"""
DROP = """
import sys, psycopg
name = sys.argv[1]
with psycopg.connect(dbname="postgres", autocommit=True) as connection:
    query = "SELECT 1 FROM pg_database WHERE datname = %s"
    print(bool(connection.execute(query, [name]).fetchall()))
    connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
"""


class CellError(Exception):
    """A cell was not run to its end."""


@dataclass(frozen=True)
class Environment:
    """An interpreter.

    Attributes:
        python: Where it is.
        series: Which series of Django it has, such as '5.2'.
        has_postgresql: Whether it reaches a PostgreSQL server.
    """

    python: Path
    series: str
    has_postgresql: bool


@dataclass(frozen=True)
class Cell:
    """A tool on a database, on a version of Django."""

    environment: Environment
    database: str
    tool: str

    def __str__(self) -> str:
        return f"{self.tool} on {self.database}, Django {self.environment.series}"

    def run(self) -> dict[str, str]:
        """Return the outcome of each behaviour.

        Raises:
            CellError: The tests ended without having said everything.
        """
        name = f"comparison_{uuid.uuid4().hex}"
        with tempfile.TemporaryDirectory() as directory:
            place = Path(directory, "tests", "comparison", "project")
            unwanted = shutil.ignore_patterns("__pycache__")
            shutil.copytree(HERE / "project", place, ignore=unwanted)
            Path(directory, "pytest.ini").write_text(INI, encoding="utf-8")
            try:
                ended, said = self._run_in(directory, name)
            finally:
                dropped = self._is_gone(directory, name)
            notes = Path(directory, "notes").read_text(encoding="utf-8").splitlines()
        found = {**dict(json.loads(line) for line in notes), "dropped": dropped}
        if ended and (missing := [name for name in BEHAVIOURS if name not in found]):
            raise CellError(f"{self} says nothing of {', '.join(missing)}:\n{said}")
        return {name: found.get(name, "hangs") for name in BEHAVIOURS}

    def _run_in(self, directory: str, name: str) -> tuple[bool, str]:
        """Run the tests; return whether they ended in time, and what they said."""
        notes = Path(directory, "notes")
        notes.touch()
        environment = {
            **{key: value for key, value in os.environ.items() if key not in UNWANTED},
            **HOST,
            "COMPARISON_DATABASE": self.database,
            "COMPARISON_NAME": name,
            "COMPARISON_NOTES": str(notes),
            "COMPARISON_TOOL": self.tool,
            "DJANGO_SETTINGS_MODULE": "tests.comparison.project.settings",
        }
        try:
            done = subprocess.run(  # noqa: S603  (our own command)
                [str(self.environment.python), "-m", *TOOLS[self.tool]],
                cwd=directory,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False, ""
        return True, done.stdout

    def _is_gone(self, directory: str, name: str) -> str:
        """Return whether the test database is gone, and remove it if it isn't."""
        if self.database == "postgresql":
            left = remove_database(self.environment.python, name)
        else:
            left = any(Path(directory).glob(f"{name}*"))
        return "no" if left else "yes"


def remove_database(python: Path, name: str) -> bool:
    """Remove a PostgreSQL database, and tell whether there was one."""
    done = subprocess.run(  # noqa: S603  (our own command)
        [str(python), "-c", DROP, name],
        env={**os.environ, **HOST},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip() == "True"


def environments() -> list[Environment]:
    """Return an interpreter for the oldest Django and the newest, this one first."""
    found: dict[str, Environment] = {}
    made = [
        python
        for django in (OLDEST_DJANGO, NEWEST)
        for python in sorted(ENVIRONMENTS.glob(f"*-django{django}/bin/python"))
    ]
    for python in (Path(sys.executable), *made):
        if environment := environment_of(python):
            found.setdefault(environment.series, environment)
    return list(found.values())


def environment_of(python: Path) -> Environment | None:
    """Return what an interpreter has, or None if it has no Django."""
    done = subprocess.run(  # noqa: S603  (our own command)
        [str(python), "-c", PROBE],
        env={**os.environ, **HOST},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout.split()
    return Environment(python, said[0], "postgresql" in said) if said else None


def cells(found: list[Environment]) -> list[Cell]:
    """Return what can be run."""
    return [
        Cell(environment, database, tool)
        for environment in found
        for database in DATABASES
        if database != "postgresql" or environment.has_postgresql
        for tool in TOOLS
    ]
