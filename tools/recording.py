"""A pytest plugin that writes down what happened when the examples ran.

`pytest docs_src -p tools.recording --records=write` writes the record of each example
beside it; `--records=check` compares instead, and fails where a record differs.
"""

from __future__ import annotations

import difflib
import inspect
import json
import os
import platform
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import django
import pytest
import rest_framework
from django.core.management.color import no_style
from django.db import connection
from django.test import TestCase, TransactionTestCase

from tools import api, scrub
from tools.fingerprint import fingerprint
from tools.observe import Observer
from tools.paths import RUNS, examples, name_of, record_of

if TYPE_CHECKING:
    from restflow.test import Exchange

Json = dict[str, Any]

# Rows of these come with the migrations, so that their sequences must go on.
_FILLED = {"auth_permission", "django_content_type", "django_migrations"}


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
    # What an example's own processes print must not depend on who watches.
    os.environ["COLUMNS"] = "80"
    config.pluginmanager.register(Recorder(str(config.getoption("records"))), "records")


@pytest.fixture(autouse=True, scope="class")
def _sequences_of_class(request: pytest.FixtureRequest) -> None:
    if getattr(request.node.obj, "databases", None):
        _restart_sequences(request)


@pytest.fixture(autouse=True)
def _sequences_of_function(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        _restart_sequences(request)


def _restart_sequences(request: pytest.FixtureRequest) -> None:
    # Primary keys are shown, and must not depend on the tests that ran before.
    request.getfixturevalue("django_db_setup")
    with request.getfixturevalue("django_db_blocker").unblock():
        sequences = [
            sequence
            for sequence in connection.introspection.sequence_list()
            if sequence["table"] not in _FILLED
        ]
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
                cursor.execute(sql)


class Recorder:
    """Collects what each example did, and settles the records at the end."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.observer = Observer()
        self.records: dict[Path, Json] = {}
        self.imported: dict[Path, dict[str, set[str]]] = {}
        self.failed: set[Path] = set()
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
        self.imported[collector.path] = dict(self.observer.api)
        return report

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put each file's tests into the order in which the file has them.

        Those that flush the database come last, as Django's own runner has it.
        """
        known = set(examples())
        items[:] = [item for item in items if item.path in known]
        items.sort(key=lambda item: (_flushes(item), item.path, _line(item), item.name))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """Watch a test's fixtures: their requests count, what they store does not."""
        self.observer.forget()
        with self._watching(item):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Watch a test."""
        self.observer.forget_work()
        with self._watching(item):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None]:
        """Watch what the library says when a test has ended."""
        record = self.records[item.path]
        work = dict(record["tests"][_name(item)])
        try:
            with self._watching(item):
                return (yield)
        finally:
            record["tests"][_name(item)] = work

    @contextmanager
    def _watching(self, item: pytest.Item) -> Generator[None]:
        # pytest loads this plugin before it knows the settings that this import needs.
        from restflow.test import record_exchanges

        with record_exchanges() as exchanges:
            try:
                with self.observer.watching():
                    yield
            finally:
                self._note(item, exchanges)

    def _note(self, item: pytest.Item, exchanges: list[Exchange]) -> None:
        imported = self.imported.get(item.path, {})
        api_of_file = {name: sorted(given) for name, given in imported.items()}
        record = self.records.setdefault(item.path, {"tests": {}, "api": api_of_file})
        before = record["tests"].get(_name(item), {"exchanges": []})
        record["tests"][_name(item)] = {
            "exchanges": [*before["exchanges"], *map(_exchange, exchanges)],
            "queries": self.observer.queries,
            "hooks": self.observer.hooks,
            "output": "",
        }
        used = {name: sorted(given) for name, given in self.observer.api.items()}
        for name in _public(item):
            used.setdefault(name, [])
        for name, given in used.items():
            record["api"][name] = sorted({*record["api"].get(name, []), *given})

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note what was printed, and which files did not pass."""
        report = yield
        if not report.passed:
            self.failed.add(item.path)
        elif report.when == "call":
            output = scrub.text(report.capstdout)
            self.records[item.path]["tests"][_name(item)]["output"] = output
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the records, or compare them."""
        passed = {p: r for p, r in self.records.items() if p not in self.failed}
        for path, record in passed.items():
            self._settle(path, _dump(record))
        _write_run([path for path in passed if path not in self.differences])
        if self.differences:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

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


def _line(item: pytest.Item) -> int:
    function: Any = cast("Any", item).function
    return int(inspect.unwrap(function).__code__.co_firstlineno)


def _flushes(item: pytest.Item) -> bool:
    cls: type = getattr(item, "cls", None) or object
    return issubclass(cls, TransactionTestCase) and not issubclass(cls, TestCase)


def _name(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[2]


def _public(item: pytest.Item) -> list[str]:
    """Return the public classes that a test's class is made of."""
    cls: type = getattr(item, "cls", None) or object
    paths = {f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__}
    return [n for n, t in api.public_names().items() if t.canonical_path in paths]


def _exchange(exchange: Exchange) -> Json:
    return {
        "method": exchange.method,
        "path": scrub.text(exchange.url.removeprefix("http://testserver")),
        "request": {
            "headers": scrub.sent_headers(exchange.request_headers),
            "body": _body(exchange.request_body),
        },
        "response": _response(exchange),
        "exception": _exception(exchange.exception),
    }


def _response(exchange: Exchange) -> Json | None:
    if exchange.status is None:
        return None
    return {
        "status": exchange.status,
        "reason": exchange.reason,
        "headers": scrub.received_headers(exchange.response_headers),
        "body": _body(exchange.response_body),
    }


def _body(body: bytes) -> str | None:
    return scrub.text(body.decode(errors="backslashreplace")) if body else None


def _exception(error: BaseException | None) -> str | None:
    return scrub.text(f"{type(error).__name__}: {error}") if error else None


def _dump(record: Json) -> str:
    ordered = {"tests": record["tests"], "api": dict(sorted(record["api"].items()))}
    return json.dumps(ordered, indent=2, ensure_ascii=False) + "\n"


def _write_run(passed: list[Path]) -> None:
    """Note on which versions the examples passed, beside those noted before."""
    versions = {
        "python": platform.python_version(),
        "django": django.__version__,
        "djangorestframework": rest_framework.__version__,
    }
    file = RUNS / f"{'-'.join(versions.values())}.json"
    before: Json = json.loads(file.read_text())["passed"] if file.exists() else {}
    now = {name_of(path): fingerprint(path) for path in passed}
    run: Json = {
        "date": datetime.now(UTC).date().isoformat(),
        **versions,
        "database": _database(),
        "passed": dict(sorted({**before, **now}.items())),
    }
    RUNS.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(run, indent=2) + "\n")


def _database() -> str:
    numbers = connection.get_database_version()
    return f"{connection.display_name} {'.'.join(str(part) for part in numbers)}"
