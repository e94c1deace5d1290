"""Puts together what all processes of a run hand over, and writes the report."""

from __future__ import annotations

import platform
import sys
import time
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest

import restflow
from restflow.docs._masking.rules import Rules, rules_of
from restflow.docs._report.collecting import Collecting
from restflow.docs._report.page import Run, number_of_exchanges, page
from restflow.docs._report.types import (
    ATTRIBUTE,
    ENDPOINTS,
    WARNINGS,
    Endpoint,
    ReportedTest,
    new_test,
)

OPTION = "restflow_report"
_PHASES = ("setup", "call", "teardown")


def register(config: pytest.Config) -> None:
    """Have a run of pytest make its report.

    Args:
        config: pytest's configuration.

    Raises:
        pytest.UsageError: The folder of the report does not exist, or the configuration
            has a pattern that is none.
    """
    named = str(config.getoption(OPTION))
    collecting = Collecting(_rules(config))
    config.pluginmanager.register(collecting, "restflow-report-collecting")
    if not hasattr(config, "workerinput"):
        file = config.invocation_params.dir / named
        _check(file, named)
        gathering = Gathering(file, named, collecting)
        config.pluginmanager.register(gathering, "restflow-report")


def _rules(config: pytest.Config) -> Rules:
    try:
        return rules_of(config)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


def _check(file: Path, named: str) -> None:
    if file.is_dir() or not named:
        raise pytest.UsageError(
            f"--restflow-report={named} names a folder. Name a file, such as "
            f"--restflow-report={Path(named, 'report.html')}."
        )
    if not file.parent.is_dir():
        raise pytest.UsageError(
            f"--restflow-report={named}: the folder {Path(named).parent} does not "
            f"exist. Make it (mkdir -p {Path(named).parent}), or name another one."
        )


class Gathering:
    """A plugin of pytest for the process that reports.

    Args:
        file: Where the report is written.
        named: What the option calls it.
        collecting: What watches the tests of this process.
    """

    def __init__(self, file: Path, named: str, collecting: Collecting) -> None:
        self._file = file
        self._named = named
        self._collecting = collecting
        self._tests: dict[str, ReportedTest] = {}
        self._run = Run([])
        self._began = time.time()
        self._said = ""
        self._failed = False

    def pytest_sessionstart(self) -> None:
        """Note when the run begins."""
        self._began = time.time()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test did; of a test that is run again, the last run counts."""
        test: ReportedTest | None = getattr(report, ATTRIBUTE, None)
        if test is not None:
            # Another plugin may keep its reports, or hand them on.
            delattr(report, ATTRIBUTE)
            self._tests[report.nodeid] = test
            test["line"] = report.location[1] or 0
            test["reruns"] = getattr(report, "rerun", 0)
        elif report.failed and report.when not in _PHASES:
            # A worker of pytest-xdist has crashed in it.
            self._note_error(report, "failed")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what can't be collected."""
        if report.failed:
            self._note_error(report, "error")

    def _note_error(
        self, report: pytest.TestReport | pytest.CollectReport, outcome: str
    ) -> None:
        test = new_test(report.nodeid or "(all tests)")
        test["outcome"] = outcome
        test["error"] = self._collecting.masked(report.longreprtext)
        self._tests[report.nodeid] = test

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take over what a process of pytest-xdist hands over at its end."""
        output: dict[str, Any] = getattr(node, "workeroutput", {})
        for nodeid, told in output.get(WARNINGS, {}).items():
            self._collecting.warnings.setdefault(nodeid, []).extend(told)
        self._take_endpoints(output.get(ENDPOINTS, []))
        if error:
            self._run.notes.append(
                f"The process {node.gateway.id} of pytest-xdist ended early ({error}). "
                "What it knew of warnings is missing."
            )

    def _take_endpoints(self, found: list[Any] | str) -> None:
        if isinstance(found, str):
            self._run.without_endpoints = found
        elif found:
            # pytest-xdist makes lists of tuples.
            self._run.endpoints = [Endpoint(*each) for each in found]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write the report. Whatever keeps it from being written, the run counts."""
        if not self._run.endpoints:
            self._take_endpoints(self._collecting.endpoints)
        if exitstatus == pytest.ExitCode.INTERRUPTED:
            self._run.notes.append("The run was interrupted.")
        for nodeid, told in self._collecting.warnings.items():
            if nodeid in self._tests:
                self._tests[nodeid]["warnings"] += told
        # Processes end their tests in an order of their own.
        key = itemgetter("file", "line", "id")
        self._run.tests = sorted(self._tests.values(), key=key)
        self._run.project = session.config.rootpath.name
        self._run.seconds = time.time() - self._began
        self._run.when = _moment(self._began)
        self._run.versions = _versions()
        self._write()

    def _write(self) -> None:
        try:
            text = page(self._run)
            self._file.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            self._failed = True
            self._said = (
                f"restflow: the report could not be written to {self._named}: {error}"
            )
            return
        tests, exchanges = len(self._run.tests), number_of_exchanges(self._run.tests)
        self._said = (
            f"restflow: report written to {self._named} ({_counted(tests, 'test')}, "
            f"{_counted(exchanges, 'exchange')})"
        )

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say where the report is."""
        terminalreporter.write_line(self._said, red=self._failed, bold=self._failed)


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _moment(seconds: float) -> str:
    moment = datetime.fromtimestamp(seconds).astimezone()
    return moment.strftime("%Y-%m-%d %H:%M:%S %Z")


def _versions() -> str:
    known = [f"Python {platform.python_version()}", f"pytest {pytest.__version__}"]
    if django := sys.modules.get("django"):
        known.append(f"Django {django.get_version()}")
    return ", ".join([*known, f"restflow {restflow.__version__}"])
