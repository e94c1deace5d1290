"""What the tests of `bench_live.py` do."""

from __future__ import annotations

from urllib.request import urlopen

from tests.benchmarks.isolation_cases import note
from tests.comparison.project.models import Row


def empty(url: str) -> None:  # noqa: ARG001  (the other needs it)
    note("empty")


def request(url: str) -> None:
    """Write a row, and have the server read it."""
    note("request")
    Row.objects.create(name="row")
    with urlopen(f"{url}/row/") as response:  # noqa: S310  (the live server's)
        assert response.read() == b"1"
