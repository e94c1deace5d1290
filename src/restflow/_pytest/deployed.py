"""The tests that run against an address, and the refusal of all others."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

from restflow._pytest.address import CLIENTS, MARK, shown

if TYPE_CHECKING:
    from restflow.test import Exchange

# What prepares or asks the application in the process of the test, and no other.
_MARKS = ("django_db", "run_commit_hooks", "urls")
_PLUGINS = ("pytest_django.", "restflow.pytest_plugin", "restflow._pytest.")
# Fixtures of those plugins that every test has, and those for another application.
_HARMLESS = {
    "django_test_environment",
    "django_db_blocker",
    "restflow_target",
    *CLIENTS,
}

_COUNT = "restflow_deselected"


class Deployed:
    """The application is somewhere else, and only tests with the mark may touch it."""

    def __init__(
        self, address: str, exchanges: pytest.StashKey[list[Exchange]]
    ) -> None:
        self._address = address
        self._exchanges = exchanges
        self._deselected = 0
        self._shown = shown(address)

    @pytest.fixture
    def _http_address(self) -> str:
        return self._address

    def pytest_report_header(self) -> str:
        """Say it at the beginning of a run."""
        return f"restflow: the target is {self._shown}"

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Deselect what has no mark."""
        others = [item for item in items if item.get_closest_marker(MARK) is None]
        items[:] = [item for item in items if item.get_closest_marker(MARK)]
        self._deselected = len(others)
        if others:
            config.hook.pytest_deselected(items=others)
        # pytest-xdist collects in other processes than the one that reports.
        getattr(config, "workeroutput", {})[_COUNT] = self._deselected

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a process of pytest-xdist has counted."""
        count = getattr(node, "workeroutput", {}).get(_COUNT, 0)
        self._deselected = max(self._deselected, count)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say at the end what was tested, and what was not."""
        tests = "1 test" if self._deselected == 1 else f"{self._deselected} tests"
        terminalreporter.write_line(
            f"restflow: the target was {self._shown}; {tests} without the mark "
            f"`{MARK}` deselected"
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Refuse what cannot be true of another system, before anything is sent."""
        if item.get_closest_marker(MARK) is None:
            # Whoever added the test after the others had been deselected.
            self._refuse(item.nodeid, f"it has no mark `{MARK}`")
        for mark in _MARKS:
            if item.get_closest_marker(mark) is not None:
                self._refuse(item.nodeid, f"it has the mark `{mark}`")
        test: Any = item
        if any(
            base.__module__ == "django.test.testcases"
            for base in getattr(getattr(test, "cls", None), "__mro__", ())
        ):
            self._refuse(item.nodeid, "it is in a test case of Django")
        if isinstance(item, pytest.Function):
            # The last definition of a name is the one that is used.
            for definitions in test._fixtureinfo.name2fixturedefs.values():  # noqa: SLF001
                self._refuse_fixture(item.nodeid, definitions[-1])

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: Any
    ) -> None:
        """Refuse fixtures that a test asks for while it runs."""
        # Others may be set up for one of these, and belong to no test by themselves.
        if fixturedef.scope != "function":
            return
        try:
            self._refuse_fixture(request.node.nodeid, fixturedef)
        except pytest.fail.Exception as refusal:
            # pytest wants to know that it has been set up, in order to tear it down.
            failed = (refusal, None)
            fixturedef.cached_result = (None, fixturedef.cache_key(request), failed)
            raise

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Fail a test that has asked the wrong application."""
        result = yield
        if exchanges := item.stash.get(self._exchanges, None):
            asked = f"{exchanges[0].method} {exchanges[0].url}"
            self._refuse(item.nodeid, f"it sent {asked} to the one in this process")
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self,
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Name the system in the report of a test that failed."""
        report = yield
        if report.failed:
            report.sections.append(("restflow: the target", self._shown))
        return report

    def _refuse_fixture(self, test: str, definition: pytest.FixtureDef[Any]) -> None:
        name = definition.argname
        # A project may have a `client` of its own.
        if definition.func.__module__.startswith(_PLUGINS) and not (
            name in _HARMLESS or name.startswith("_")
        ):
            self._refuse(test, f"it uses the fixture `{name}`")

    def _refuse(self, test: str, reason: str) -> None:
        pytest.fail(
            f"{test} is refused, because {reason}.\n"
            f"The target of this run is {self._shown}. A test with the mark `{MARK}` "
            f"may reach it\nonly through the fixtures {', '.join(CLIENTS)}. "
            "Take the mark away,\nor run the test without an address for "
            "--restflow-target.",
            pytrace=False,
        )
