"""The tests of `bench_live.py`, in test case classes."""

from __future__ import annotations

import os
from typing import Any

from django.test import LiveServerTestCase

from restflow.test import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
)
from tests.benchmarks.isolation_cases import TIMES
from tests.benchmarks.live_cases import empty, request

CLASSES: dict[str, Any] = {
    "django": LiveServerTestCase,
    "flush": AsyncAPILiveServerTestCase,
    "rollback": AsyncAPIRollbackLiveServerTestCase,
}


Case = CLASSES[os.environ["BENCHMARK_HOW"]]


class Tests(Case):  # type: ignore[misc, valid-type]
    """Has the tests that are set below."""


def _method(function: Any) -> Any:
    def test(self: Any) -> None:
        function(self.live_server_url)

    return test


for number in range(TIMES):
    for function in (empty, request):
        setattr(Tests, f"test_{function.__name__}_{number}", _method(function))
