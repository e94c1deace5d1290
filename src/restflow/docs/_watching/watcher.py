"""Watches what each test sends and receives, stores, runs, mails and prints."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from itertools import filterfalse
from pathlib import Path
from typing import Any

import pytest

from restflow.docs._masking.masking import Masker
from restflow.docs._masking.rules import Rules
from restflow.docs._records.types import Happened, Mail
from restflow.docs._watching import sequences
from restflow.docs._watching.describing import described, is_of_a_browser, learn
from restflow.docs._watching.observer import Observed, observing

_FIXTURES = pytest.StashKey[Observed]()
_TEST = pytest.StashKey[Observed]()
# How much earlier runs of a test have printed, of which pytest keeps all.
_BEFORE = pytest.StashKey[int]()
_RUNNING = pytest.StashKey[bool]()


class Watcher:
    """A pytest plugin that notes what happens in each test.

    Requests count from the first fixture of a test on; queries, commit hooks and mails
    from the test itself on.

    Args:
        rules: What is masked and scrubbed, beside what always is.

    Attributes:
        rules: What is masked and scrubbed.
        tests: What happened in the tests of each file, by their names.
        observed: What is being observed, or was last.

    Since:
        0.1.0.
    """

    def __init__(self, rules: Rules | None = None) -> None:
        self.rules = rules or Rules()
        self.tests: dict[Path, dict[str, Happened]] = {}
        self.observed = Observed()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Have generated keys not depend on the tests that ran before."""
        config.pluginmanager.register(sequences, "restflow-keys")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """Watch a test's fixtures."""
        with self.watching() as item.stash[_FIXTURES]:
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """Watch a test."""
        with self.watching() as item.stash[_TEST]:
            item.stash[_RUNNING] = True
            try:
                return (yield)
            finally:
                item.stash[_RUNNING] = False

    @contextmanager
    def watching(self) -> Generator[Observed]:
        """Observe what happens in this block."""
        with observing() as self.observed:
            yield self.observed

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Note what happened, and what was printed."""
        report = yield
        if is_running(item):
            return report
        if report.when == "call" or (report.when == "setup" and not report.passed):
            printed = report.capstdout[item.stash.get(_BEFORE, 0) :]
            happened = self._happened(item, printed)
            self.tests.setdefault(item.path, {})[name_of_test(item)] = happened
        elif report.when == "teardown":
            item.stash[_BEFORE] = len(report.capstdout)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(
        self, report: pytest.TestReport
    ) -> tuple[str, str, str] | None:
        """Keep pytest 9 from adding letters to what a test with `subTest` prints."""
        if report.passed and isinstance(report, getattr(pytest, "SubtestReport", ())):
            return "subtests passed", "", ""
        return None

    def _happened(self, item: pytest.Item, output: str) -> Happened:
        """Return what happened in a test, masked and scrubbed."""
        nothing = Observed()
        before = item.stash.get(_FIXTURES, nothing)
        test = item.stash.get(_TEST, nothing)
        # What is masked in one place is masked in all others, also in those before it.
        masker = Masker(self.rules, scrub=True)
        learn((before, test), masker)
        exchanges = filterfalse(is_of_a_browser, (*before.exchanges, *test.exchanges))
        noted: Happened = {
            "exchanges": [described(exchange, masker) for exchange in exchanges],
            "queries": test.statements,
            "hooks": test.hook_names,
            "output": masker.text(output),
        }
        if test.mails:
            noted["mails"] = [_mail(mail, masker) for mail in test.mails]
        return noted


def is_running(item: pytest.Item) -> bool:
    """Tell whether a test still runs: a report is then about a subtest of it."""
    return item.stash.get(_RUNNING, False)


def name_of_test(item: pytest.Item) -> str:
    """Return the name of a test within its file."""
    return item.nodeid.partition("::")[2]


def _mail(mail: Any, masker: Masker) -> Mail:
    return {
        "sender": masker.text(str(mail.from_email)),
        "to": [masker.text(str(address)) for address in mail.to],
        "subject": masker.text(str(mail.subject)),
        "body": masker.text(str(mail.body)),
    }
