"""The suite of `bench_growth.py`: as many tests as it is told, all alike.

Each notes the CPU time when its body runs. From the first to the last that is what the
tests between them take, with all that is done before and after each.
"""

from __future__ import annotations

import atexit
import json
import os
import time
from pathlib import Path

import pytest

from tests.comparison.project.models import Row

noted: list[float] = []


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(int(os.environ["BENCHMARK_TIMES"])))
async def test_row(number: int) -> None:
    noted.append(time.process_time())
    row = await Row.objects.acreate(name=f"row {number}")
    assert await Row.objects.aget(pk=row.pk) == row


def _write() -> None:
    between = (noted[-1] - noted[0]) / (len(noted) - 1)
    found = {"between": between, "process": time.process_time()}
    Path(os.environ["BENCHMARK_NOTES"]).write_text(json.dumps(found), encoding="utf-8")


atexit.register(_write)
