"""The part of the pytest plugin behind `--restflow-record`.

In each process it watches the tests that are documented, and compares what they did
with their records. Records are written by one process, at the end of the run.
"""

from __future__ import annotations

import shlex
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, Literal

import pytest

from restflow._traps import RECORD_DIFFERS, TrapError
from restflow.docs._masking.rules import Rules, rules_of
from restflow.docs._records.difference import difference
from restflow.docs._records.files import loaded, record_of
from restflow.docs._records.types import Happened, Record
from restflow.docs._watching.watcher import Watcher, is_running, name_of_test
from restflow.docs._watching.writing import Writing

MARK = "documented"
OPTION = "restflow_record"
PATHS = "restflow_record_paths"
ACCEPT = "--restflow-record"
_COLLECTED = "restflow_collected"
_NONE = (
    "nothing was recorded, as no test is documented. Mark tests with "
    "@pytest.mark.documented, or name their folders in restflow_record_paths."
)

Mode = Literal["write", "check"]


class Recording(Watcher):
    """Records the tests that are documented, or compares them with their records.

    Raises:
        pytest.UsageError: The configuration is not what a record needs.
    """

    def __init__(self, config: pytest.Config, mode: Mode) -> None:
        super().__init__(_rules(config))
        self._mode = mode
        self._paths = _paths(config)
        self._worker: dict[str, Any] | None = getattr(config, "workeroutput", None)
        # Which documented tests each file has, where the whole file was looked at.
        self._collected: dict[str, list[str]] = {}
        # With --lf, pytest collects only some tests of a file.
        named = any("::" in argument for argument in config.args)
        self._whole = not (named or config.getoption("lf", default=False))
        self._writing = Writing(config.rootpath)
        # What a check has read: once for each file, and not for each of its tests.
        self._records: dict[Path, Record] = {}

    def is_documented(self, item: pytest.Item) -> bool:
        """Tell whether a test is recorded."""
        within = any(item.path.is_relative_to(path) for path in self._paths)
        return within or item.get_closest_marker(MARK) is not None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note which tests there are, before any is deselected."""
        for item in items:
            if self.is_documented(item):
                names = self._collected.setdefault(_file_of(item), [])
                names.append(name_of_test(item))
        if self._worker is not None:
            self._worker[_COLLECTED] = self._collected

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """Watch the fixtures of a test that is documented."""
        if not self.is_documented(item):
            return (yield)
        return (yield from super().pytest_runtest_setup(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Watch a test that is documented."""
        if not self.is_documented(item):
            return (yield)
        return (yield from super().pytest_runtest_call(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Hand on what happened, or fail the test if it is not what was recorded."""
        if not self.is_documented(item):
            return (yield)
        report = yield from super().pytest_runtest_makereport(item)
        if report.when == "call" and report.passed and not is_running(item):
            happened = self.tests[item.path][name_of_test(item)]
            if self._mode == "check":
                if (problem := self._problem(item, happened)) is not None:
                    report.outcome = "failed"
                    report.longrepr = str(problem)
            else:
                # Under xdist, a report is what reaches the process that writes.
                vars(report)[OPTION] = happened
        return report

    def _problem(self, item: pytest.Item, happened: Happened) -> TrapError | None:
        """Return what is wrong with the record of a test, if anything is."""
        told = self._told(item, happened)
        if not told:
            return None
        command = f"pytest {shlex.quote(item.nodeid)} {ACCEPT}"
        remedy = f"If this is meant, accept it: {command}"
        return TrapError(RECORD_DIFFERS, told, remedy)

    def _told(self, item: pytest.Item, happened: Happened) -> str:
        """Return how a test differs from its record, if it does."""
        file = record_of(item.path)
        try:
            if file not in self._records:
                self._records[file] = loaded(file)
            recorded = self._records[file]["tests"].get(name_of_test(item))
            if recorded == happened:
                return ""
            changes = difference(recorded, happened)
        except (AttributeError, LookupError, OSError, TypeError, ValueError) as error:
            return f"The record {file} can't be read: {type(error).__name__}: {error}"
        if recorded is None:
            return "The test is documented, and has no record."
        return f"The test no longer does what its record says.\n\n{changes}"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what happened in a test that has passed."""
        happened = vars(report).get(OPTION)
        if happened is not None and self._worker is None:
            self._writing.add(report.nodeid, happened)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take from a worker of xdist which tests there are."""
        self._collected |= getattr(node, "workeroutput", {}).get(_COLLECTED, {})

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the records."""
        if self._worker is None and self._mode == "write":
            self._writing.finish(self._collected if self._whole else {})
            if self._writing.refused:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say what was written."""
        if self._mode == "write":
            terminalreporter.ensure_newline()
            lines = [*self._writing.told()] if self._collected else [_NONE]
            for line in lines:
                terminalreporter.write_line(f"restflow: {line}")


def _file_of(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _rules(config: pytest.Config) -> Rules:
    if config.getoption("capture") == "no":
        raise pytest.UsageError(
            "A record has what a test prints, which pytest does not capture with -s. "
            "Leave out -s."
        )
    try:
        return rules_of(config)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


def _paths(config: pytest.Config) -> list[Path]:
    paths: Iterable[Path] = config.getini(PATHS)
    if missing := [path for path in paths if not path.exists()]:
        raise pytest.UsageError(
            f"{PATHS} names {missing[0]}, and there is no such file or directory."
        )
    return [*paths]
