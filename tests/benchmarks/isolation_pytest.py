"""The tests of `bench_isolation.py`, under pytest."""

from __future__ import annotations

import os

import pytest

from tests.benchmarks.isolation_cases import (
    HAS_HOOKS,
    TIMES,
    empty,
    hook,
    note,
    request,
)

how = os.environ["BENCHMARK_HOW"]
pytestmark = [pytest.mark.django_db(transaction=how == "transaction")]
if how == "hooks":
    pytestmark.append(pytest.mark.run_commit_hooks)

times = pytest.mark.parametrize("number", range(TIMES))


if how == "sync":

    @times
    def test_empty_and_sync(number: int) -> None:  # noqa: ARG001  (only repeats it)
        note("empty")

else:

    @times
    async def test_empty(number: int) -> None:  # noqa: ARG001  (only repeats it)
        await empty()

    @times
    async def test_request(number: int) -> None:  # noqa: ARG001  (only repeats it)
        await request()


if HAS_HOOKS:

    @times
    async def test_hook(number: int) -> None:  # noqa: ARG001  (only repeats it)
        await hook()
