"""A plugin of pytest, for one run in the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook
from _pytest.unraisableexception import gc_collect_iterations_key

from restflow.docs import Watcher, happened_html
from tools.records.order import flushes, place_of
from tools.records.rules import RULES

from .databases import Databases
from .reports import advice_on, error_of, fold, line_of


class Run(Watcher):
    """Watches a run, and tells the page of it.

    Attributes:
        counts: How many tests passed, failed, could not run, or were skipped.
        line: The reader's line at which the first failure arose.
    """

    def __init__(
        self,
        file: Path,
        databases: Databases,
        send: Callable[[str], None],
    ) -> None:
        super().__init__(RULES)
        self.file = file
        self.counts = {"passed": 0, "failed": 0, "errors": 0, "skipped": 0}
        self.line: int | None = None
        self._counted: dict[str, str] = {}
        self._way = {file, *file.parents}
        self._databases = databases
        self._send = send
        self._several = False

    def pytest_configure(self, config: pytest.Config) -> None:
        """Collect garbage once at the end; PyPy needs more, and it takes time."""
        super().pytest_configure(config)
        config.stash[gc_collect_iterations_key] = 1

    def pytest_sessionstart(self) -> None:
        """Restore the databases."""
        self._databases.restore()

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Don't look at other files and directories."""
        return None if collection_path in self._way else True

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take the tests in the order of their record."""
        items.sort(key=lambda item: (flushes(item), *place_of(item)))

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note whether tests have to be named."""
        self._several = len(session.items) > 1

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None]:
        """Show what happened in a test when it has ended."""
        result = yield
        name = item.nodeid.partition("::")[2]
        happened: Any = self.tests.get(item.path, {}).get(name)
        if happened is not None:
            html = happened_html(happened, name if self._several else "")
            self._send(json.dumps({"type": "happened", "test": name, "html": html}))
        return result

    @pytest.hookimpl(tryfirst=True)
    def pytest_exception_interact(
        self, call: pytest.CallInfo[Any], report: Any
    ) -> None:
        """Make the report of a failure one for the page."""
        error = error_of(call)
        if self.line is None:
            self.line = line_of(error, self.file)
        fold(report, Path("/restflow"))
        path = self.file.relative_to("/restflow/docs_src").as_posix()
        if advice := advice_on(error, path):
            report.sections.insert(0, ("Not in the page", advice))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count each test once, also one that fails again when it is torn down."""
        kind: str = report.outcome
        # A test that is run again is none that has ended.
        if (report.when != "call" and report.passed) or kind not in self.counts:
            return
        before = self._counted.get(report.nodeid)
        if before in ("failed", "errors"):
            return
        if report.when != "call" and report.failed:
            kind = "failed" if before else "errors"
        if before:
            self.counts[before] -= 1
        self.counts[kind] += 1
        self._counted[report.nodeid] = kind

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count files that cannot be imported."""
        if report.failed:
            self.counts["errors"] += 1

    def result(self) -> dict[str, Any]:
        """Return what came of the run."""
        counts = self.counts
        outcome = "passed" if counts["passed"] or counts["skipped"] else "error"
        outcome = "error" if counts["errors"] else outcome
        return {
            "outcome": "failed" if counts["failed"] else outcome,
            "counts": counts,
            "line": self.line,
            "record": self.tests.get(self.file, {}),
        }


def forget_imported() -> None:
    """Have pytest not complain that an earlier run has imported what it rewrites."""

    def say_nothing(*_arguments: object) -> None: ...

    hook: Any = AssertionRewritingHook
    hook._warn_already_imported = say_nothing  # noqa: SLF001
