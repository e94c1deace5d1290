"""The tests of `bench_isolation.py`, in a test case class."""

from __future__ import annotations

import os
from typing import Any

from django.test import TestCase, TransactionTestCase

from restflow.test import AsyncAPITestCase
from tests.benchmarks.isolation_cases import HAS_HOOKS, TIMES, empty, hook, request

how = os.environ["BENCHMARK_HOW"]
CLASSES: dict[str, Any] = {
    "TestCase": TestCase,
    "TransactionTestCase": TransactionTestCase,
}


class Tests(CLASSES.get(how, AsyncAPITestCase)):  # type: ignore[misc]
    run_commit_hooks = how == "hooks"


def _method(function: Any) -> Any:
    async def test(self: Any) -> None:  # noqa: ARG001  (unittest passes it)
        await function()

    return test


for number in range(TIMES):
    for function in (empty, request, *([hook] if HAS_HOOKS else [])):
        name = f"test_{function.__name__}_{number}"
        setattr(Tests, name, _method(function))
