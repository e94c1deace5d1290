"""Watches each test, in each process that runs tests, and hands over what it did."""

from __future__ import annotations

import re
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from restflow.docs._masking.masking import Masker
from restflow.docs._masking.rules import Rules
from restflow.docs._report.packing import cut
from restflow.docs._report.types import (
    ATTRIBUTE,
    ENDPOINTS,
    WARNINGS,
    Endpoint,
    ReportedTest,
    new_test,
)

if TYPE_CHECKING:
    import warnings

    from restflow.docs._watching.observer import Observed

_LONGEST_OUTPUT = 20_000
_CODE = re.compile(r"restflow\.[EW]\d+")


@dataclass
class _Watched:
    """What is known of a test that is running.

    Attributes:
        test: What is reported of it.
        phases: What was observed of its setup, call and teardown, by their names.
        routes: The routes of the exchanges, in the order in which they were sent.
        errors: What pytest said of failures.
    """

    test: ReportedTest
    phases: dict[str, Observed] = field(default_factory=dict[str, "Observed"])
    routes: list[str | None] = field(default_factory=list["str | None"])
    errors: list[str] = field(default_factory=list[str])


_WATCHED = pytest.StashKey[_Watched]()


class Collecting:
    """A plugin of pytest that notes what happens in each test of a process.

    Args:
        rules: What is masked beside what always is.

    Attributes:
        warnings: restflow's warnings, by the ids of the tests that they are about.
        endpoints: The endpoints of the URLconf, or why there are none.
    """

    def __init__(self, rules: Rules) -> None:
        self.warnings: dict[str, list[str]] = {}
        self.endpoints: list[Endpoint] | str = []
        self._rules = rules
        self._last: tuple[str, Masker] | None = None

    def pytest_collection_finish(self) -> None:
        """Import what tests need, so that the first of them does not pay for it."""
        if _has_django():
            import_module("restflow.docs._report.describing")
            import_module("restflow.docs._report.endpoints")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        """Watch a test's fixtures."""
        # A test that is run again begins anew.
        item.stash[_WATCHED] = _Watched(new_test(item.nodeid))
        with _watching(item, "setup"):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Watch a test."""
        with _watching(item, "call"):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        """Watch what ends a test."""
        with _watching(item, "teardown"):
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note how a part of a test ended; with the last one goes all the rest."""
        report = yield
        watched = item.stash.get(_WATCHED, None)
        # A subtest has a report as well.
        if watched is not None:
            _note(watched, report)
            if report.when == "teardown":
                self._hand_over(item, watched, report)
        return report

    def _hand_over(
        self, item: pytest.Item, watched: _Watched, report: pytest.TestReport
    ) -> None:
        del item.stash[_WATCHED]
        test, masker = watched.test, self._masker()
        if watched.phases:
            from restflow.docs._report import describing

            describing.describe(test, watched.phases, watched.routes, masker)
        # Parameters of a test are a part of its name.
        test["name"] = masker.text(test["name"])
        test["error"] = masker.text("\n\n".join(watched.errors))
        printed = "\n".join(
            f"{title}\n{text}"
            for title, text in report.sections
            if title.startswith("Captured ")
        )
        test["output"] = cut(masker.text(printed), _LONGEST_OUTPUT)
        self._last = test["id"], masker
        setattr(report, ATTRIBUTE, test)

    def _masker(self) -> Masker:
        return Masker(self._rules)

    def masked(self, text: str) -> str:
        """Return a text that belongs to no test which ran here, without secrets."""
        return self._masker().text(text)

    def pytest_warning_recorded(
        self, warning_message: warnings.WarningMessage, nodeid: str
    ) -> None:
        """Note a warning of restflow."""
        # Of a test in another process, that process notes it.
        if self._last is None or self._last[0] != nodeid:
            return
        text = str(warning_message.message)
        if _CODE.search(text):
            name = warning_message.category.__name__
            told = f"{name}: {self._last[1].text(text)}"
            self.warnings.setdefault(nodeid, []).append(told)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Look up the endpoints; hand over what is part of no test's report."""
        found = _endpoints()
        self.endpoints = self.masked(found) if isinstance(found, str) else found
        output: Any = getattr(session.config, "workeroutput", None)
        if output is not None:
            output[WARNINGS] = self.warnings
            # pytest-xdist sends plain tuples, and no others.
            told = self.endpoints
            output[ENDPOINTS] = told if isinstance(told, str) else [*map(tuple, told)]


def _note(watched: _Watched, report: pytest.TestReport) -> None:
    test = watched.test
    test["seconds"] += report.duration
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        test["outcome"] = "xfailed" if report.skipped else "xpassed"
        watched.errors += [expected] if expected else []
    elif report.failed:
        test["outcome"] = "failed" if report.when == "call" else "error"
        watched.errors.append(report.longreprtext)
    elif report.skipped and test["outcome"] == "passed":
        test["outcome"] = "skipped"
        watched.errors.append(_reason(report))


def _reason(report: pytest.TestReport) -> str:
    match report.longrepr:
        case (_, _, reason):
            return str(reason)
        case _:
            return report.longreprtext


@contextmanager
def _watching(item: pytest.Item, phase: str) -> Generator[None]:
    if not _has_django():
        yield
        return
    # It needs the settings, which a conftest.py may have made.
    from restflow.docs._report.endpoints import route_of
    from restflow.docs._watching.observer import observing

    watched = item.stash[_WATCHED]
    with observing() as observed:
        watched.phases[phase] = observed
        try:
            yield
        finally:
            # A class that has a URLconf of its own takes it away when it is torn down.
            watched.routes += [route_of(each.url) for each in observed.exchanges]


def _has_django() -> bool:
    """Tell whether Django is set up. If nobody has set it up, nobody needs it."""
    django = sys.modules.get("django.apps")
    return django is not None and django.apps.ready


def _endpoints() -> list[Endpoint] | str:
    """Return the endpoints, or why they can't be told."""
    if not _has_django():
        return "Django is not set up, so there are no endpoints."
    try:
        from restflow.docs._report.endpoints import endpoints

        return endpoints()
    except Exception as error:  # noqa: BLE001  (whatever the project's modules raise)
        return f"The URLconf can't be read: {type(error).__name__}: {error}"
