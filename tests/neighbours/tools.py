"""The table of other packages: how each is run, and what came of its tests."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path

from tests.neighbours.runs import SIDES, UNWANTED
from tests.support.services import postgresql
from tools.markdown import table as as_markdown
from tools.paths import ROOT

HERE = Path(__file__).parent / "beside"
WITH, WITHOUT = SIDES
# In seconds. Most take three; what takes longer does not end.
PATIENCE = 30
ENDLESS = "the run does not end"
WORKS = "works"
HEAD = ("Beside", "A test", "With restflow", "Without", "What to know")
INI = """\
[pytest]
DJANGO_SETTINGS_MODULE = tests.neighbours.beside.settings
asyncio_default_fixture_loop_scope = function
django_find_project = false
"""


@dataclass(frozen=True)
class Tool:
    """A file of tests that runs in a process of its own.

    Attributes:
        packages: The distribution that a test is about, by the beginning of its name.
        applications: Django applications that it needs.
        replica: Whether there is a second database, a mirror of the first.
        postgresql: Whether it needs PostgreSQL.
        environment: Where it is installed, below .cache.
    """

    packages: dict[str, str]
    applications: str = ""
    replica: bool = False
    postgresql: bool = False
    environment: str = "neighbours"

    @property
    def python(self) -> Path:
        """The interpreter."""
        return ROOT / ".cache" / self.environment / "bin" / "python"


TOOLS = {
    "plugins": Tool(
        {
            "rerunfailures": "pytest-rerunfailures",
            "timeout": "pytest-timeout",
            "subtests": "pytest",
            "anyio": "anyio",
            "freezegun": "freezegun",
            "time_machine": "time-machine",
            "factory_boy": "factory-boy",
        }
    ),
    "freezegun_live": Tool({"freezegun": "freezegun"}),
    "time_machine_live": Tool({"time_machine": "time-machine"}),
    "channels": Tool(
        {"channels": "channels", "eventstream": "django-eventstream"},
        "channels django_eventstream",
    ),
    "multidb": Tool({"multidb": "django-multidb-router"}, replica=True),
    "sentry": Tool({"sentry": "sentry-sdk"}),
    "opentelemetry": Tool(
        {"opentelemetry": "opentelemetry-instrumentation-django"},
    ),
    "async_backend": Tool(
        {"async_backend": "django-async-backend"},
        "django_async_backend",
        postgresql=True,
        environment="neighbours-async",
    ),
}
PACKAGES = {name for tool in TOOLS.values() for name in tool.packages.values()}


@dataclass(frozen=True)
class Situation:
    """What one test does, or several one after another.

    Attributes:
        name: How their names begin.
        package: What they are about.
        says: What they do.
        knows: What their reader has to know.
    """

    name: str
    package: str
    says: str
    knows: str


def situations(file: str) -> Iterator[Situation]:
    """Yield those of a file: the first test of each has a docstring."""
    tree = ast.parse((HERE / f"{file}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
            continue
        text = ast.get_docstring(node)
        if not node.name.startswith("test_") or text is None:
            continue
        name = situation_of(node.name)
        says, _, knows = cleandoc(text).partition("\n\n")
        (package,) = {
            package
            for beginning, package in TOOLS[file].packages.items()
            if name.startswith(beginning)
        }
        yield Situation(name, package, " ".join(says.split()), " ".join(knows.split()))


def run(file: str, side: str) -> dict[str, str]:
    """Run a file with the plugin or without it, and return what came of each test."""
    tool = TOOLS[file]
    database = f"beside_{uuid.uuid4().hex}" if tool.postgresql else ""
    with tempfile.TemporaryDirectory() as directory:
        given = {k: v for k, v in os.environ.items() if k not in UNWANTED}
        Path(directory, "pytest.ini").write_text(INI, encoding="utf-8")
        notes = Path(directory, "notes")
        environment = {
            **given,
            "PYTHONPATH": str(ROOT),
            "BESIDE_NOTES": str(notes),
            "BESIDE_APPLICATIONS": tool.applications,
            "BESIDE_REPLICA": "yes" if tool.replica else "",
            "BESIDE_POSTGRESQL": database,
        }
        try:
            ends = _ends(command(file, side), directory, environment)
        finally:
            if database:
                _drop(database)
        lines = notes.read_text(encoding="utf-8").splitlines()
    return outcomes([json.loads(line) for line in lines], ends=ends)


def command(file: str, side: str) -> list[str]:
    """Return what runs the tests of a file."""
    return [
        *(str(TOOLS[file].python), "-m", "pytest", str(HERE / f"{file}.py")),
        *("-c", "pytest.ini", "--import-mode=importlib", "-p", "no:cacheprovider"),
        # That of this repository marks each coroutine for asyncio.
        *("--noconftest", "-p", "tests.neighbours.beside.noting", *SIDES[side]),
    ]


def _ends(command: list[str], directory: str, environment: dict[str, str]) -> bool:
    """Run tests, which may fail, and tell whether the run has ended in time."""
    try:
        done = subprocess.run(  # noqa: S603  (our own command)
            command,
            cwd=directory,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{' '.join(command)}:\n{done.stdout}")
    return True


def _drop(database: str) -> None:
    """Remove what a run leaves whose connections stay open."""
    with postgresql() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def outcomes(notes: list[dict[str, str]], *, ends: bool = True) -> dict[str, str]:
    """Return what came of each situation, from what was noted of its tests."""
    said: dict[str, str] = {}
    warned: dict[str, set[str]] = {}
    for note in notes:
        test = note["test"].partition("[")[0]
        if "warning" in note:
            warned.setdefault(test, set()).add(note["warning"])
        # A plugin may run it again, and the last run counts.
        elif note["when"] == "setup" or not said.get(test):
            said[test] = note["said"]
    found: dict[str, str] = {}
    for name in dict.fromkeys(map(situation_of, said)):
        steps = [test for test in said if situation_of(test) == name]
        # The first step that went wrong says why.
        wrong = next((said[test] for test in steps if said[test]), "")
        kinds = sorted({kind for test in steps for kind in warned.get(test, ())})
        warns = f"{WORKS}; warns: {', '.join(f'`{kind}`' for kind in kinds)}"
        found[name] = wrong or (warns if kinds else WORKS)
    if not ends:
        last = [*found][-1]
        found[last] = f"{found[last]}; {ENDLESS}"
    return found


def situation_of(test: str) -> str:
    """Return what a test, which may be one of several steps, is a part of."""
    return re.sub(r"^test_|_\d$", "", test)


def table(came: dict[tuple[str, str], dict[str, str]], versions: dict[str, str]) -> str:
    """Return the table, in Markdown.

    Args:
        came: What came of the situations, by file and side.
        versions: The versions of the packages.
    """
    rows = [
        [
            f"{situation.package} {versions[situation.package]}",
            situation.says,
            came[file, WITH][situation.name],
            came[file, WITHOUT][situation.name],
            situation.knows,
        ]
        for file in TOOLS
        if (file, WITH) in came
        for situation in situations(file)
    ]
    return as_markdown(HEAD, sorted(rows, key=lambda row: row[0]))
