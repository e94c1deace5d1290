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
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from restflow.docs import Observed, Watcher
from tools.paths import RUNS, examples, name_of, record_of
from tools.records import api, machine
from tools.records.fingerprint import fingerprint
from tools.records.order import flushes, place_of
from tools.records.rules import RULES
from tools.records.usage import Usage

Json = dict[str, Any]


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
    config.pluginmanager.register(Recorder(str(config.getoption("records"))), "records")


class Recorder(Watcher):
    """Collects what each example did, and settles the records at the end."""

    def __init__(self, mode: str) -> None:
        super().__init__(RULES)
        self.usage = Usage()
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
        self.usage.forget()
        with self.usage.watching():
            report = yield
        self.api[collector.path] = dict(self.usage.api)
        if report.skipped:
            self.skipped.add(collector.path)
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take the examples only, in the order in which their files have them.

        Those that flush the database come last, as Django's own runner has it.
        """
        known = set(examples())
        items[:] = sorted(
            (item for item in items if item.path in known),
            key=lambda item: (flushes(item), item.path, *place_of(item)),
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None]:
        """Begin anew, and note what a test used."""
        self.usage.forget()
        result = yield
        used = self.api.setdefault(item.path, {})
        for name, given in self.usage.api.items():
            used[name] = used.get(name, set()) | given
        for name in _public(item):
            used.setdefault(name, set())
        return result

    @contextmanager
    def watching(self) -> Generator[Observed]:
        """Watch what a test, or its fixtures, use as well."""
        with super().watching() as observed, self.usage.watching():
            yield observed

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None]:
        """Watch what the library says when a test has ended."""
        with self.usage.watching():
            return (yield)

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
        passed = complete - self.differences.keys()
        _write_run(passed, self.skipped - self.failed, {*self.tests, *self.skipped})
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


def _dump(tests: Mapping[str, object], used: dict[str, set[str]]) -> str:
    api_used = {name: sorted(given) for name, given in sorted(used.items())}
    record = {"tests": tests, "api": api_used}
    return f"{json.dumps(record, indent=2, ensure_ascii=False)}\n"


def _write_run(passed: set[Path], skipped: set[Path], ran: set[Path]) -> None:
    """Note on which versions the examples passed, beside those that did not run now.

    What was skipped or failed now has not passed, whatever it did before.
    """
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
        "passed": noted(before.get("passed", {}), passed, ran),
        "skipped": noted(before.get("skipped", {}), skipped, ran),
    }
    RUNS.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(run, indent=2) + "\n")


def noted(before: Json, now: Iterable[Path], ran: Iterable[Path]) -> Json:
    """Return fingerprints by the names of examples: those of now, and older ones.

    Args:
        before: Those that were noted before.
        now: The examples to note.
        ran: The examples that ran now: what was noted of them before counts no more.
    """
    names = {name_of(path) for path in ran}
    kept = {name: hashed for name, hashed in before.items() if name not in names}
    noted = kept | {name_of(path): fingerprint(path) for path in now}
    return dict(sorted(noted.items()))
