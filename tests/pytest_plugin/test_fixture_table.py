"""What pytest-django's fixtures give in a coroutine test: the table of the site.

The tests beside this one are run with restflow's plugin and without it.
`RESTFLOW_WRITE=1` renews the table.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from inspect import cleandoc
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.support import forked
from tests.support.tables import kept
from tools.markdown import table as as_markdown

ROOT = Path(__file__).parents[2]
INNER = Path(__file__).parent / "project" / "inner_fixtures.py"
TABLE = Path(__file__).with_name("fixtures.md")
HEAD = ("Fixture", "In a coroutine test", "With restflow", "Without", "Remarks")
WORKS = "works"
LONGEST = 75
CONFIGURATION = """
[pytest]
asyncio_default_fixture_loop_scope = function
django_find_project = false
addopts = --import-mode=importlib -p no:cacheprovider
"""


def run(directory: Path, *options: str) -> dict[str, str]:
    """Run the tests, and return what came of each fixture."""
    (directory / "pytest.ini").write_text(CONFIGURATION)
    report = directory / "report.xml"
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = forked.run(
        [
            *(sys.executable, "-m", "pytest", "-c", "pytest.ini", "-p", "no:randomly"),
            *(f"--rootdir={ROOT}", f"--confcutdir={INNER.parent}", str(INNER)),
            *(f"--junit-xml={report}", *options),
        ],
        cwd=directory,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.pytest_plugin.project.settings",
            "PYTHONPATH": path,
        },
        timeout=300,
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  (our own report)
        fixture = fixture_of(case.attrib["name"])
        found[fixture] = found.get(fixture, "").removeprefix(WORKS) or outcome(case)
    return found


def outcome(case: ET.Element) -> str:
    """Return the error of a test, or that it works."""
    wrong = next((part for part in case if part.tag in {"failure", "error"}), None)
    if wrong is None:
        return WORKS
    line = wrong.attrib["message"].partition("\n")[0]
    # That of a fixture is a part of a sentence.
    line = line.removeprefix('failed on setup with "')
    line = re.sub(r"^([a-z]+\w*\.)+(?=[A-Z])", "", line.strip('"')).replace("`", "")
    said = line.removeprefix("AssertionError: ")
    if said != line:
        return said
    return f"`{line if len(line) < LONGEST else line[:LONGEST].rstrip() + '…'}`"


def fixture_of(test: str) -> str:
    """Return the fixture that a test, which may be one of several steps, is about."""
    return re.sub(r"^test_|_\d$", "", test)


def described() -> dict[str, tuple[str, str]]:
    """Return what the test of each fixture does, and what to know of it."""
    functions = [
        node
        for node in ast.parse(INNER.read_text()).body
        if isinstance(node, ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]
    texts = {
        fixture_of(node.name): ast.get_docstring(node)
        for node in reversed(functions)
        if ast.get_docstring(node)
    }
    return {
        fixture: (says, " ".join(knows.split()))
        for fixture, text in texts.items()
        for says, _, knows in [cleandoc(text or "").partition("\n\n")]
    }


def test_the_table_is_what_happens(tmp_path: Path) -> None:
    ours, others = run(tmp_path), run(tmp_path, "-p", "no:restflow")

    rows = [
        [f"`{fixture}`", says, ours[fixture], others[fixture], knows]
        for fixture, (says, knows) in sorted(described().items())
    ]
    found = as_markdown(HEAD, rows)
    assert found == kept(TABLE, found)
