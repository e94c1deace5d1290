"""Several processes read and write at random: what is read is never old.

So that the fuzz is known to see, it runs with one line of the algorithm undone as well.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.caching.fuzz.mutants import MUTANTS, OF_CACHE
from tests.caching.matrix import missing
from tests.support import forked, services

ROOT = Path(__file__).parent.parent.parent
SECONDS = float(os.environ.get("RESTFLOW_FUZZ_SECONDS", "6"))


def fuzz(seconds: float, backend: str, mutant: str = "none") -> dict[str, int]:
    """Run the fuzz, and return what it has counted."""
    cache, database = backend.split()
    services.need(missing(backend))
    done = forked.run(
        [sys.executable, "-m", "tests.caching.fuzz", f"--seconds={seconds}",
         f"--cache={cache}", f"--database={database}", f"--mutant={mutant}"],
        cwd=ROOT,
        timeout=seconds + 120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    print(done.stdout)  # noqa: T201
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


BACKENDS = (
    "redis postgresql",
    "memcached mariadb",
    "database postgresql",
    "database mariadb",
    "file postgresql",
)


@pytest.mark.parametrize("backend", BACKENDS)
def test_nothing_that_is_read_is_older_than_the_last_write_that_returned(
    backend: str,
) -> None:
    counted = fuzz(SECONDS, backend)
    assert counted["stale"] == 0, counted
    assert counted["writes"] > 20
    assert counted["rollbacks"] > 0
    assert counted["savepoints"] > 0
    assert counted["rollbacks beside"] > 0
    assert counted["failures of the cache"] == 0
    assert counted["writes of tasks"] > 0
    assert counted["reads of tasks"] > 20
    # Otherwise it would say nothing of the cache.
    assert counted["hits"] > 5, counted


@pytest.mark.parametrize("mutant", [*MUTANTS][1:])
def test_it_finds_what_is_old_when_a_line_of_the_algorithm_is_undone(
    mutant: str,
) -> None:
    # It ends with the first that it finds.
    backend = f"{OF_CACHE.get(mutant, 'redis')} postgresql"
    assert fuzz(60, backend, mutant)["stale"] > 0
