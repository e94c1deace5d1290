"""A suite of another project: pytest runs it in a process of its own."""

# The command is our own.
# ruff: noqa: S603

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.peers.probe.restflow_probe import NOTES
from tests.peers.source import ROOT, SUITES, SourceError

OURS = "restflow.pytest_plugin"
# By itself in a directory: other projects' tests are in a package `tests` as well.
PROBE = "restflow_probe"
PROBES = ROOT / "tests" / "peers" / "probe"
# Its packages need not be ours, and one of them installs a package `tests`.
PYTHON = SUITES / "bin" / "python"
LINES = 30


@dataclass(frozen=True)
class Told:
    """A warning of restflow's.

    Attributes:
        test: The test that it was told of.
        category: The name of its class.
        text: What it said.
    """

    test: str
    category: str
    text: str


@dataclass(frozen=True)
class Run:
    """What happened when the tests ran once.

    Attributes:
        outcomes: 'passed', 'skipped', or what a failing test said, by its name.
        processes: How many processes of pytest there were.
        with_plugin: How many of them had restflow's plugin.
        told: What restflow warned of.
        uses: The tests that made a request with a client of the run.
    """

    outcomes: dict[str, str]
    processes: int
    with_plugin: int
    told: tuple[Told, ...] = ()
    uses: frozenset[str] = frozenset()

    @property
    def passed(self) -> list[str]:
        """The tests that passed."""
        return [test for test, said in self.outcomes.items() if said == "passed"]

    @property
    def failed(self) -> list[str]:
        """The tests that failed."""
        return [test for test in self.outcomes if self.outcomes[test] not in FINE]


FINE = {"passed", "skipped"}


def run(
    source: Path,
    arguments: Sequence[str],
    plugins: Sequence[str],
    environment: Mapping[str, str] | None = None,
    python: Path = PYTHON,
) -> Run:
    """Run tests with the plugins that are named, and no others.

    Args:
        source: Where they are.
        arguments: What pytest is told.
        plugins: The plugins that it loads, beside the one that takes notes.
        environment: Variables of the process.
        python: The interpreter.

    Raises:
        SourceError: There is no report of them.
    """
    with tempfile.TemporaryDirectory() as directory:
        report, notes = Path(directory, "report.xml"), Path(directory, "notes")
        notes.touch()
        # Two runs at once would find each other's databases.
        own = Path(shutil.copytree(source, Path(directory, "source")))
        command = [str(python), "-m", "pytest", "-q", *arguments]
        done = subprocess.run(
            [*command, f"--junitxml={report}", "-p", "no:cacheprovider"],
            cwd=own,
            env={
                **os.environ,
                **(environment or {}),
                "PYTEST_DEBUG_TEMPROOT": directory,
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTEST_PLUGINS": ",".join((PROBE, *plugins)),
                "PYTHONPATH": str(PROBES),
                NOTES: str(notes),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not report.exists():
            raise SourceError(f"The tests in {source.name} did not run:\n{done.stdout}")
        return read(report, notes)


def read(report: Path, notes: Path) -> Run:
    """Read what a run has left."""
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()
    ]
    plugins = [line["plugin"] for line in lines if "plugin" in line]
    told = [
        Told(of_node(line["test"]), line["category"], line["text"])
        for line in lines
        if "category" in line
    ]
    uses = {of_node(line["uses"]) for line in lines if "uses" in line}
    return Run(
        outcomes(report), len(plugins), sum(plugins), tuple(told), frozenset(uses)
    )


def outcomes(report: Path) -> dict[str, str]:
    """Read pytest's report in XML."""
    found: dict[str, str] = {}
    # The report is our own.
    for case in ET.parse(report).iter("testcase"):  # noqa: S314
        name = named(f"{case.get('classname')}.{case.get('name')}")
        # A subtest that failed has the name of its test, which may be told to pass.
        found.setdefault(name, "passed")
        for kind in ("skipped", "failure", "error"):
            if (said := case.find(kind)) is not None:
                found[name] = "skipped" if kind == "skipped" else str(said.text)
    return found


def of_node(node: str) -> str:
    """Return the name in the report of what pytest calls a node."""
    path, bracket, parameters = node.partition("[")
    path = path.replace(".py::", ".").replace("::", ".").replace("/", ".")
    return named(path.removesuffix(".py") + bracket + parameters)


def named(test: str) -> str:
    """Return the name of a test with nothing but word characters in its parameters."""
    name, bracket, parameters = test.partition("[")
    return name + bracket + re.sub(r"[^\w\]]|\](?=.)", "_", parameters)


def judge(baseline: Run, ours: Run) -> Iterator[str]:
    """Yield a complaint for each thing that is wrong."""
    for test in sorted({*baseline.outcomes, *ours.outcomes}):
        before, now = baseline.outcomes.get(test), ours.outcomes.get(test)
        if before is None or now is None:
            how = "with" if before is None else "without"
            yield f"{test} ran only {how} the plugin."
        elif before == "passed" != now:
            said = "\n".join(f"    {line}" for line in now.splitlines()[-LINES:])
            yield f"{test} passes without the plugin and not with it:\n{said}"
        elif before not in FINE and now == "passed":
            yield f"{test} passes with the plugin and not without it."
    if not baseline.passed:
        yield "No test passes without the plugin."
    if baseline.with_plugin:
        yield f"{baseline.with_plugin} processes had the plugin and should not."
    if ours.with_plugin != ours.processes:
        without = ours.processes - ours.with_plugin
        yield f"{without} processes should have had the plugin."
