"""How a row of the tables is run, and what came of it."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import uuid
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.neighbours.packages import HIT
from tests.support.services import OwnRedis
from tools.paths import ROOT

HERE = Path(__file__).parent
PYTHON = ROOT / ".cache" / "neighbours" / "bin" / "python"
# The files of tests, and what pytest is told with each.
SIDES: dict[str, tuple[str, ...]] = {
    "with_restflow": (),
    "with_django": ("-p", "no:restflow"),
}
SQLITE = "SQLite"
POSTGRESQL = "PostgreSQL"

INI = """\
[pytest]
DJANGO_SETTINGS_MODULE = tests.neighbours.project.settings
asyncio_default_fixture_loop_scope = function
django_find_project = false
junit_logging = system-out
"""
# What people set for their own tests.
UNWANTED = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONPATH", "PYTHONWARNINGS")
# In seconds; it takes three.
PATIENCE = 120
NAME = re.compile(r"test_(\w+)_(\d)")
CLEAN = "clean"
UNUSED = "not stored"

# What came of each situation.
Outcomes = dict[str, str]


def run(row: str, side: str, database: str) -> Outcomes:
    """Run the tests of one side for a row, on a Redis of their own."""
    name = f"neighbours_{uuid.uuid4().hex}" if database == POSTGRESQL else ""
    with tempfile.TemporaryDirectory() as directory, OwnRedis() as redis:
        given = {k: v for k, v in os.environ.items() if k not in UNWANTED}
        Path(directory, "pytest.ini").write_text(INI, encoding="utf-8")
        done = subprocess.run(  # noqa: S603  (our own command)
            command(side),
            cwd=directory,
            env={
                **given,
                "PYTHONPATH": str(ROOT),
                "NEIGHBOURS_ROW": row,
                "NEIGHBOURS_REDIS": redis.url,
                "NEIGHBOURS_POSTGRESQL": name,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        # Tests may fail; pytest may not.
        if done.returncode not in {0, 1}:
            raise SystemExit(f"{row}, {side}, {database}:\n{done.stdout}")
        return outcomes(Path(directory, "report.xml"))


def command(side: str) -> list[str]:
    """Return what runs the tests of a side."""
    return [
        *(str(PYTHON), "-m", "pytest", str(HERE / "project" / f"{side}.py")),
        *("--junit-xml=report.xml", "-c", "pytest.ini", "--import-mode=importlib"),
        *("-p", "no:cacheprovider", "-p", "tests.neighbours.project.remedies"),
        *SIDES[side],
    ]


def outcomes(report: Path) -> Outcomes:
    """Return what came of each situation: of its first step, if that was unclean."""
    found: Outcomes = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  (pytest's)
        named = NAME.fullmatch(case.attrib["name"])
        assert named, case.attrib["name"]
        situation, outcome = named[1], outcome_of(case)
        # Whether the cache has answered at all is the first step's to say.
        if found.get(situation) in {None, CLEAN, UNUSED}:
            is_clean = outcome in {CLEAN, UNUSED}
            found[situation] = found.get(situation, outcome) if is_clean else outcome
    return found


def outcome_of(case: ET.Element) -> str:
    """Return what came of a test."""
    problem = case.find("failure")
    if problem is None:
        problem = case.find("error")
    if problem is None:
        return CLEAN if HIT in (case.findtext("system-out") or "") else UNUSED
    kind, _, message = problem.attrib["message"].partition(": ")
    line = message.partition("\n")[0]
    if kind.endswith("UncleanError"):
        return line
    return f"`{kind.rpartition('.')[2]}: {line}`"
