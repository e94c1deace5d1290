"""Run pytest-django's own tests with restflow's plugin loaded.

The plugin changes what pytest-django's fixtures do for asynchronous tests, and must not
change anything else. The tests are taken from the source distribution of the version
that is installed:

    python -m tests.peers.run_pytest_django

They run twice, without the plugin and with it, in two processes each. Most of them run
pytest again, which has the same plugins: only those named here, since others, such as
one that shuffles, would change what these tests expect.

It is a failure if a test passes without the plugin and not with it, if one runs in only
one of the two, or if the plugin was not in every process that should have had it.
"""

# A script talks to people, and the commands are our own.
# ruff: noqa: S603, T201

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.peers.probe.restflow_probe import NOTES
from tests.peers.source import ROOT, SourceError, pytest_django_source

STOCK = ("xdist.plugin", "pytest_asyncio.plugin", "pytest_django.plugin")
OURS = "restflow.pytest_plugin"
# By itself in a directory: these tests are in a package `tests` as well.
PROBE = "restflow_probe"
PROBES = ROOT / "tests" / "peers" / "probe"
SETTINGS = "pytest_django_test.settings_{}"
LINES = 30


@dataclass(frozen=True)
class Run:
    """What happened when the tests ran once.

    Attributes:
        outcomes: 'passed', 'skipped', or what a failing test said, by its name.
        processes: How many processes of pytest there were.
        with_plugin: How many of them had restflow's plugin.
    """

    outcomes: dict[str, str]
    processes: int
    with_plugin: int

    @property
    def passed(self) -> list[str]:
        """The tests that passed."""
        return [test for test, said in self.outcomes.items() if said == "passed"]


def run(source: Path, settings: str, *, ours: bool) -> Run:
    """Run the tests.

    Args:
        source: Where they are.
        settings: The settings of pytest-django's own that name the database.
        ours: Load restflow's plugin.

    Raises:
        SourceError: There is no report of them.
    """
    with tempfile.TemporaryDirectory() as directory:
        report, notes = Path(directory, "report.xml"), Path(directory, "notes")
        notes.touch()
        plugins = (*STOCK, *([OURS] if ours else []), PROBE)
        command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests"]
        done = subprocess.run(
            [*command, f"--junitxml={report}", "-p", "no:cacheprovider"],
            cwd=source,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": SETTINGS.format(settings),
                "PYTEST_DEBUG_TEMPROOT": directory,
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTEST_PLUGINS": ",".join(plugins),
                "PYTHONPATH": str(PROBES),
                NOTES: str(notes),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if not report.exists():
            raise SourceError(f"pytest-django's tests did not run:\n{done.stdout}")
        lines = notes.read_text(encoding="utf-8").splitlines()
        return Run(outcomes(report), len(lines), lines.count("True"))


def outcomes(report: Path) -> dict[str, str]:
    """Read pytest's report in XML."""
    found: dict[str, str] = {}
    # The report is our own.
    for case in ET.parse(report).iter("testcase"):  # noqa: S314
        name = f"{case.get('classname')}.{case.get('name')}"
        found[name] = "passed"
        for kind in ("skipped", "failure", "error"):
            if (said := case.find(kind)) is not None:
                found[name] = "skipped" if kind == "skipped" else str(said.text)
    return found


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
    if not baseline.passed:
        yield "No test passes without the plugin."
    if baseline.with_plugin:
        yield f"{baseline.with_plugin} processes had the plugin and should not."
    if ours.with_plugin != ours.processes:
        without = ours.processes - ours.with_plugin
        yield f"{without} processes should have had the plugin."


def main(arguments: list[str] | None = None) -> int:
    """Run pytest-django's tests, and return 1 if something is wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--database",
        choices=("sqlite_file", "sqlite", "postgres"),
        default="sqlite_file",
        help="the settings of pytest-django's own to run with",
    )
    settings = parser.parse_args(arguments).database
    print(f"The tests of pytest-django {version('pytest-django')}", flush=True)
    try:
        source = pytest_django_source()
        baseline = run(source, settings, ours=False)
        print(f"  {len(baseline.passed)} pass without restflow's plugin", flush=True)
        ours = run(source, settings, ours=True)
    except SourceError as error:
        print(error)
        return 1
    for test, said in baseline.outcomes.items():
        if said not in {"passed", "skipped"}:
            print(f"  fails without it, too: {test}")
    complaints = list(judge(baseline, ours))
    print(f"  {len(ours.passed)} pass with it, in {ours.with_plugin} runs of pytest")
    if complaints:
        print("\nWhat is wrong:", *complaints, sep="\n- ")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
