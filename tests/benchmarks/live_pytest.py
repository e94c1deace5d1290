"""The tests of `bench_live.py`, under pytest."""

from __future__ import annotations

import os
from typing import Any

import pytest

from tests.benchmarks import live_cases
from tests.benchmarks.isolation_cases import TIMES

how = os.environ["BENCHMARK_HOW"]
pytestmark = pytest.mark.django_db(transaction=how != "rollback")
times = pytest.mark.parametrize("number", range(TIMES))


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    server: Any = request.getfixturevalue(
        "live_server" if how == "django" else "live_asgi_server"
    )
    return str(server.url)


@times
def test_empty(url: str, number: int) -> None:  # noqa: ARG001  (only repeats it)
    live_cases.empty(url)


@times
def test_request(url: str, number: int) -> None:  # noqa: ARG001  (only repeats it)
    live_cases.request(url)
