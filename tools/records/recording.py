"""A pytest plugin that writes down what happened when the examples ran.

`pytest docs_src -p tools.records.recording --records=write` writes the record of each
example beside it; `--records=check` compares instead, and fails where a record differs.
An example that is skipped keeps the record that it has; with CI=true none may be
skipped.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Generator, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools.paths import RUNS, examples, name_of, record_of
from tools.records import api, machine, watching
from tools.records.fingerprint import fingerprint
from tools.records.usage import Usage
from tools.records.watching import Json, Watcher

if TYPE_CHECKING:
    from restflow.test import Exchange


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--records`."""
    parser.getgroup("restflow").addoption(
        "--records",
        choices=["check", "write"],
        default="check",
        help="compare what happens with the records of the examples, or write them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start recording; a record is of a whole file, in the file's own order."""
    if any("::" in argument for argument in config.args):
        raise pytest.UsageError("A record is of a whole file: name files, not tests.")
    if getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("Records are of one process: leave -n out.")
    # What an example's own processes print must not depend on who watches.
    os.environ["COLUMNS"] = "80"
    config.pluginmanager.register(watching)
    config.pluginmanager.register(Recorder(str(config.getoption("records"))), "records")


class Recorder(Watcher):
    """Collects what each example did, and settles the records at the end."""

    def __init__(self, mode: str) -> None:
        self.usage = Usage()
        super().__init__(self.usage)
        self.mode = mode
        self.api: dict[Path, dict[str, set[str]]] = {}
        self.failed: set[Path] = set()
        self.skipped: set[Path] = set()
        self.differences: dict[Path, str] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Watch an example being imported: that is when decorators work."""
        if not isinstance(collector, pytest.Module):
            return (yield)
        self.observer.forget()
        with self.observer.watching():
            report = yield
        self.api[collector.path] = dict(self.usage.api)
        if report.skipped:
            self.skipped.add(collector.path)
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Record the examples only."""
        known = set(examples())
        items[:] = [item for item in items if item.path in known]
        super().pytest_collection_modifyitems(items)

    def note(self, item: pytest.Item, exchanges: list[Exchange]) -> None:
        """Add what happened in a part of a test, and what it used."""
        super().note(item, exchanges)
        used = self.api.setdefault(item.path, {})
        for name, given in self.usage.api.items():
            used[name] = used.get(name, set()) | given
        for name in _public(item):
            used.setdefault(name, set())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note which files did not pass."""
        report = yield from super().pytest_runtest_makereport(item)
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.add(item.path)
        elif not report.passed:
            self.failed.add(item.path)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the records, or compare them."""
        complete = self.tests.keys() - self.failed - self.skipped
        for path in sorted(complete):
            self._settle(path, _dump(self.tests[path], self.api[path]))
        _write_run(complete - self.differences.keys(), self.skipped - self.failed)
        if self.differences or self._unwanted():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _unwanted(self) -> list[Path]:
        """Return the examples that were skipped where all have to run."""
        return sorted(self.skipped) if os.environ.get("CI") == "true" else []

    def _settle(self, path: Path, new: str) -> None:
        file = record_of(path)
        old = file.read_text() if file.exists() else ""
        if self.mode == "write" and new != old:
            file.write_text(new)
        elif new != old:
            lines = difflib.unified_diff(
                old.splitlines(), new.splitlines(), "recorded", "now", lineterm=""
            )
            self.differences[path] = "\n".join(lines)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say which records differ, how, and what to do."""
        for path, difference in self.differences.items():
            terminalreporter.section(
                f"{name_of(path)} no longer does what its record says"
            )
            terminalreporter.write_line(difference)
        if self.differences:
            terminalreporter.section(
                f"{len(self.differences)} records differ", red=True
            )
            terminalreporter.write_line(
                "Where the change is meant, run `make records` and commit the result."
            )
        for path in self._unwanted():
            terminalreporter.section(
                f"{name_of(path)} was skipped, and CI is set", red=True
            )


def _public(item: pytest.Item) -> list[str]:
    """Return the public classes that a test's class is made of."""
    cls: type = getattr(item, "cls", None) or object
    return [name for name in api.public_names() if api.is_made_of(cls, name)]


def _dump(tests: Json, used: dict[str, set[str]]) -> str:
    api_used = {name: sorted(given) for name, given in sorted(used.items())}
    return (
        json.dumps({"tests": tests, "api": api_used}, indent=2, ensure_ascii=False)
        + "\n"
    )


def _write_run(passed: set[Path], skipped: set[Path]) -> None:
    """Note on which versions the examples passed, beside those noted before."""
    versions = machine.versions()
    file = RUNS / f"{'-'.join(versions.values())}.json"
    before: Json = json.loads(file.read_text()) if file.exists() else {}
    whole = passed | skipped == set(examples())
    run: Json = {
        "date": datetime.now(UTC).date().isoformat(),
        **versions,
        "database": machine.database(),
        # What all examples passed with; a few of them say nothing of the others.
        "packages": machine.packages() if whole else before.get("packages", {}),
        "origin": machine.origin(),
        "passed": _noted(before.get("passed", {}), passed),
        "skipped": _noted(before.get("skipped", {}), skipped),
    }
    RUNS.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(run, indent=2) + "\n")


def _noted(before: Json, now: Iterable[Path]) -> Json:
    noted = before | {name_of(path): fingerprint(path) for path in now}
    return dict(sorted(noted.items()))
