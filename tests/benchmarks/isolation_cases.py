"""What the tests do that `bench_isolation.py` runs in several ways.

Each notes when its body runs. The time from one to the next is what a test costs, with
all that is done before and after it.
"""

from __future__ import annotations

import atexit
import json
import os
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from django.test import AsyncClient

from tests.comparison.project.models import Row

# Elsewhere hooks never run, and that is worth a warning.
HAS_HOOKS = os.environ["BENCHMARK_HOW"] in {
    "hooks",
    "transaction",
    "TransactionTestCase",
}
TIMES = int(os.environ["BENCHMARK_TIMES"])
_noted: defaultdict[str, list[float]] = defaultdict(list)


def note(kind: str) -> None:
    """Note that a test of a kind runs now."""
    _noted[kind].append(time.perf_counter())


async def empty() -> None:
    note("empty")


async def request() -> None:
    """Write a row, and send a request that reads it."""
    note("request")
    await Row.objects.acreate(name="row")
    await AsyncClient().get("/row/")


async def hook() -> None:
    """Send a request that writes a row and has a commit hook."""
    note("hook")
    await AsyncClient().post("/row/")


def _write() -> None:
    costs = {
        kind: [after - before for before, after in pairwise(times)]
        for kind, times in _noted.items()
    }
    Path(os.environ["BENCHMARK_NOTES"]).write_text(json.dumps(costs), encoding="utf-8")


atexit.register(_write)
