"""What runs inside Django's own test suite: the settings, and the runner they name.

`run_django.py` starts Django's `runtests.py` with this module as its settings. It says
in the environment which classes the tests get, and where the outcomes are to be noted.
"""

# unittest has names of its own.
# ruff: noqa: N802

from __future__ import annotations

import importlib
import json
import os
import unittest
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any

import django.test
from django.test import client, testcases
from django.test.runner import DiscoverRunner

MODE = "RESTFLOW_PEERS_MODE"
NOTES = "RESTFLOW_PEERS_NOTES"

ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]
)

# --- The settings -------------------------------------------------------------------

# Those that Django's suite has unless told otherwise.
_suite = importlib.import_module("test_sqlite")
globals().update(
    {name: getattr(_suite, name) for name in dir(_suite) if name.isupper()}
)
TEST_RUNNER = "tests.peers.inside.Runner"
if os.environ[MODE] == "multipart":
    # In the other modes Django REST framework has no settings at all.
    REST_FRAMEWORK = {"TEST_REQUEST_DEFAULT_FORMAT": "multipart"}

# --- The classes --------------------------------------------------------------------


def put_ours_in_place() -> None:
    """Have test modules that are imported from now on find restflow's classes."""
    # Django has to be set up first.
    from restflow.test import AsyncAPIClient, AsyncAPIRequestFactory

    for module in (django.test, client, testcases):
        for name, ours in (
            ("AsyncClient", AsyncAPIClient),
            ("AsyncRequestFactory", AsyncAPIRequestFactory),
        ):
            if hasattr(module, name):
                setattr(module, name, ours)
    setattr(django.test.SimpleTestCase, "async_client_class", AsyncAPIClient)  # noqa: B010


class Notes(unittest.TextTestResult):
    """Notes which tests ran, how they failed, and which of them made requests."""

    # By id. A subtest has an id of its own.
    failures_by_id: dict[str, str]
    ran: list[str]
    uses: set[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.failures_by_id, self.ran, self.uses = {}, [], set()
        for made in (client.AsyncClient, client.AsyncRequestFactory):
            self._watch(made)

    def _watch(self, made: Any) -> None:
        # What both of Django's classes call once for each request.
        original = made._base_scope

        @wraps(original)
        def watched(instance: Any, **request: Any) -> Any:
            self.uses.update(self.ran[-1:])
            return original(instance, **request)

        made._base_scope = watched

    def startTest(self, test: unittest.TestCase) -> None:
        self.ran.append(test.id())
        super().startTest(test)

    def _note(self, test: unittest.TestCase, err: ExcInfo) -> None:
        # unittest's own private method: it leaves out the frames that are unittest's.
        self.failures_by_id[test.id()] = self._exc_info_to_string(err, test)  # type: ignore[attr-defined]

    def addError(self, test: unittest.TestCase, err: ExcInfo) -> None:
        self._note(test, err)
        super().addError(test, err)

    def addFailure(self, test: unittest.TestCase, err: ExcInfo) -> None:
        self._note(test, err)
        super().addFailure(test, err)

    def addSubTest(
        self,
        test: unittest.TestCase,
        subtest: unittest.TestCase,
        err: ExcInfo | None,
    ) -> None:
        if err is not None:
            self._note(subtest, err)
        super().addSubTest(test, subtest, err)

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        self.failures_by_id[test.id()] = "It was expected to fail, and passed."
        super().addUnexpectedSuccess(test)

    def stopTestRun(self) -> None:
        super().stopTestRun()
        skipped = {test.id() for test, _ in self.skipped}
        notes = {
            "ran": [test for test in self.ran if test not in skipped],
            "failures": self.failures_by_id,
            "uses": sorted(self.uses),
        }
        Path(os.environ[NOTES]).write_text(json.dumps(notes), encoding="utf-8")


class Runner(DiscoverRunner):
    """Django's runner, which imports test modules after the classes are in place."""

    def build_suite(self, *args: Any, **kwargs: Any) -> unittest.TestSuite:
        if os.environ[MODE] != "django":
            put_ours_in_place()
        return super().build_suite(*args, **kwargs)

    def get_resultclass(self) -> type[Notes]:
        return Notes
