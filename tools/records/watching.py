"""Watches tests: what each of them sent and received, stored, ran and printed.

It is the part of the recording that a run in the page does as well. Both this module
and a `Watcher` are plugins of pytest.
"""

from __future__ import annotations

import inspect
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.core.management.color import no_style
from django.db import connection
from django.test import TestCase, TransactionTestCase

from tools.records import scrub
from tools.records.observe import Observer

if TYPE_CHECKING:
    from restflow.test import Exchange

Json = dict[str, Any]

# Rows of these come with the migrations, so that their sequences must go on.
_FILLED = {"auth_permission", "django_content_type", "django_migrations"}


@pytest.fixture(autouse=True, scope="class")
def _sequences_of_class(request: pytest.FixtureRequest) -> None:
    if getattr(request.node.obj, "databases", None):
        _restart_sequences(request)


@pytest.fixture(autouse=True)
def _sequences_of_function(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        _restart_sequences(request)


class Watcher:
    """A pytest plugin that notes what happens in each test.

    Attributes:
        observer: What watches the code that runs.
        tests: What happened in the tests of each file, by their names.
    """

    def __init__(self, observer: Observer) -> None:
        self.observer = observer
        self.tests: dict[Path, dict[str, Json]] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put each file's tests into the order in which the file has them.

        Those that flush the database come last, as Django's own runner has it.
        """
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
        tests = self.tests[item.path]
        work = dict(tests[name_of_test(item)])
        try:
            with self._watching(item):
                return (yield)
        finally:
            tests[name_of_test(item)] = work

    @contextmanager
    def _watching(self, item: pytest.Item) -> Generator[None]:
        # pytest loads this plugin before it knows the settings that this import needs.
        from restflow.test import record_exchanges

        with record_exchanges() as exchanges:
            try:
                with self.observer.watching():
                    yield
            finally:
                self.note(item, exchanges)

    def note(self, item: pytest.Item, exchanges: list[Exchange]) -> None:
        """Add what happened in a part of a test."""
        tests = self.tests.setdefault(item.path, {})
        before = tests.get(name_of_test(item), {"exchanges": []})
        tests[name_of_test(item)] = {
            "exchanges": [*before["exchanges"], *map(_exchange, exchanges)],
            "queries": self.observer.queries,
            "hooks": self.observer.hooks,
            "output": "",
        }

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note what was printed."""
        report = yield
        if report.when == "call":
            output = scrub.text(report.capstdout)
            self.tests[item.path][name_of_test(item)]["output"] = output
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport
    ) -> tuple[str, str, str] | None:
        """Keep pytest 9 from adding letters to what a test with `subTest` prints."""
        if report.passed and isinstance(report, getattr(pytest, "SubtestReport", ())):
            return "subtests passed", "", ""
        return None


def name_of_test(item: pytest.Item) -> str:
    """Return the name of a test within its file."""
    return item.nodeid.partition("::")[2]


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


def _line(item: pytest.Item) -> int:
    function: Any = cast("Any", item).function
    return int(inspect.unwrap(function).__code__.co_firstlineno)


def _flushes(item: pytest.Item) -> bool:
    cls: type = getattr(item, "cls", None) or object
    return issubclass(cls, TransactionTestCase) and not issubclass(cls, TestCase)


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
