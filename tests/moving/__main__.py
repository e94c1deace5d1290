"""Run the examples for those who come from drf-restflow with both libraries.

    python -m tests.moving

Both own the import name `restflow`, so drf-restflow has an environment of its own: see
`make moving`. Each test has to pass with restflow. What comes of it with
drf-restflow stands in a table for each example, which the site shows. It fails if the
outcomes are others than in the tables; `--write` writes these.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import difflib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.moving.names import names_also_in
from tools.paths import EXAMPLES, ROOT

HERE = Path(__file__).parent
RIVAL = ROOT / ".cache" / "rival" / "bin" / "python"
FILES = sorted(EXAMPLES.glob("moving/test_drf_restflow*.py"))

INI = """\
[pytest]
DJANGO_SETTINGS_MODULE = tests.moving.project.settings
asyncio_default_fixture_loop_scope = function
django_find_project = false
"""
# What people set for their own tests.
UNWANTED = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTHONPATH", "PYTHONWARNINGS")
# In seconds; it takes three.
PATIENCE = 120
PASSES = "passes"

# What came of the tests of a file, by their names.
Outcomes = dict[str, str]


def run(python: Path, file: Path) -> Outcomes:
    """Run a file's tests with an interpreter, and return what came of each."""
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "pytest.ini").write_text(INI, encoding="utf-8")
        report = Path(directory, "report.xml")
        command = [
            *(str(python), "-m", "pytest", str(file), f"--junit-xml={report}"),
            *("-c", "pytest.ini", "--import-mode=importlib"),
            *("-p", "no:cacheprovider", "-p", "no:randomly"),
        ]
        given = {k: v for k, v in os.environ.items() if k not in UNWANTED}
        done = subprocess.run(  # noqa: S603  (our own command)
            command,
            cwd=directory,
            env={**given, "PYTHONPATH": f"{ROOT}{os.pathsep}{EXAMPLES}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        # Tests may fail; pytest may not.
        if done.returncode not in {0, 1}:
            raise SystemExit(done.stdout)
        cases = ET.parse(report).iter("testcase")  # noqa: S314  (pytest's)
        return {case.attrib["name"]: outcome_of(case) for case in cases}


def named(python: Path) -> set[str]:
    """Return the names that `restflow.test` has with an interpreter."""
    done = subprocess.run(  # noqa: S603  (our own command)
        [str(python), "-c", "import restflow.test; print(*restflow.test.__all__)"],
        cwd=HERE,
        env={
            **{k: v for k, v in os.environ.items() if k not in UNWANTED},
            "DJANGO_SETTINGS_MODULE": "project.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def outcome_of(case: ET.Element) -> str:
    """Return what came of a test: that it passes, or how its error begins."""
    found = case.find("failure")
    if found is None:
        found = case.find("error")
    if found is None:
        return PASSES
    kind, _, message = found.attrib["message"].partition(": ")
    sentence = message.splitlines()[0].partition(". ")[0] if message else ""
    return f"{kind.rpartition('.')[2]}: {sentence}" if sentence else kind


def table(file: Path, outcomes: Outcomes) -> str:
    """Return the outcomes in the order of the file, in Markdown."""
    source = file.read_text(encoding="utf-8")
    lines = ["| Test | With drf-restflow 2.0.1 |", "| --- | --- |"]
    for name in sorted(outcomes, key=lambda name: source.index(name.partition("[")[0])):
        outcome = outcomes[name].replace("|", "\\|")
        cell = outcome if outcome == PASSES else f"`{outcome}`"
        lines.append(f"| `{name}` | {cell} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Run them, and compare the tables or write them."""
    summary, _, rest = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest)
    parser.add_argument("--write", action="store_true", help="write the tables")
    write = parser.parse_args(arguments).write
    if (shared := names_also_in("drf-restflow")) != named(RIVAL):
        print(f"The page says that drf-restflow has {sorted(shared)}.")
        return 1
    wrong = 0
    for file in FILES:
        here = run(Path(sys.executable), file)
        failing = {name: said for name, said in here.items() if said != PASSES}
        if failing or not here:
            print(f"With restflow, each test of {file.name} has to pass: {failing}")
            return 1
        there = run(RIVAL, file)
        found = table(file, there)
        place = HERE / f"{file.stem.removeprefix('test_')}.md"
        if write:
            place.write_text(found, encoding="utf-8")
        recorded = place.read_text(encoding="utf-8") if place.exists() else ""
        difference = [
            *difflib.unified_diff(
                recorded.splitlines(),
                found.splitlines(),
                "recorded",
                "now",
                lineterm="",
            )
        ]
        print(f"\n{file.name}\n\n{found}", *difference, sep="\n")
        wrong += bool(difference)
    print(f"{len(FILES)} examples, {wrong} with other outcomes than recorded")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
