"""What a process of the fuzz does; it sets Django up itself."""

from __future__ import annotations

import os
from typing import Any


def work(
    kind: str, mutant: str, floors: Any, seed: int, until: float, results: Any
) -> None:
    """Read or write until a time, and report: None if it fails."""
    try:
        results.put(_work(kind, mutant, floors, seed, until))
    except BaseException:
        results.put(None)
        raise


def _work(kind: str, mutant: str, floors: Any, seed: int, until: float) -> Any:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.caching.fuzz.settings"
    import django

    django.setup()
    from tests.caching.fuzz.mutants import MUTANTS
    from tests.caching.fuzz.reading import in_tasks, in_threads
    from tests.caching.fuzz.writing import write

    MUTANTS[mutant]()
    if kind == "write":
        return write(floors, seed, until)
    read = in_tasks if kind == "tasks" else in_threads
    # One is enough to know that it sees.
    return read(floors, seed, until, stop=mutant != "none")
