"""What a process of the fuzz does; it sets Django up itself."""

from __future__ import annotations

import logging
import os
import time
import traceback
from typing import Any


def work(
    kind: str, mutant: str, floors: Any, seed: int, seconds: float, results: Any
) -> None:
    """Read or write for a time, and report: the traceback if it fails."""
    try:
        results.put(_work(kind, mutant, floors, seed, seconds))
    except BaseException:
        results.put(traceback.format_exc())
        raise


def _work(kind: str, mutant: str, floors: Any, seed: int, seconds: float) -> Any:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.caching.fuzz.settings"
    import django

    django.setup()
    from tests.caching.fuzz.mutants import MUTANTS
    from tests.caching.fuzz.reading import in_tasks, in_threads
    from tests.caching.fuzz.writing import write

    MUTANTS[mutant]()
    failures = _Counting()
    logging.getLogger("restflow.caching").addHandler(failures)
    # What it took to set up does not count.
    until = time.monotonic() + seconds
    work_of = {"write": write, "tasks": in_tasks, "read": in_threads}[kind]
    # One is enough to know that it sees.
    counted = work_of(floors, seed, until, stop=mutant != "none")
    # What a cache does not take, others do not see.
    counted["failures of the cache"] = failures.count
    return counted


class _Counting(logging.Handler):
    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        del record
        self.count += 1
