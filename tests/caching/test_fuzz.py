"""Several processes read and write at random: what is read is never old.

So that the fuzz is known to see, it runs with one line of the algorithm undone as well.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.caching.fuzz import settings

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(autouse=True)
def _services() -> None:
    try:
        import psycopg
        import redis

        psycopg.connect(**settings.POSTGRESQL, connect_timeout=3).close()  # type: ignore[arg-type]
        redis.Redis.from_url(settings.REDIS, socket_connect_timeout=1).ping()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is not there)
        if os.environ.get("CI") == "true":
            pytest.fail(f"PostgreSQL or Redis: {error}")
        pytest.skip(f"PostgreSQL or Redis: {error}")


def fuzz(seconds: float, mutant: str = "none") -> dict[str, int]:
    """Run the fuzz, and return what it has counted."""
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-m", "tests.caching.fuzz", f"--seconds={seconds}",
         f"--mutant={mutant}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + 120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    print(done.stdout)  # noqa: T201
    counted: dict[str, int] = json.loads(done.stdout)
    return counted


def test_nothing_that_is_read_is_older_than_the_last_write_that_returned() -> None:
    counted = fuzz(float(os.environ.get("RESTFLOW_FUZZ_SECONDS", "12")))
    assert counted["stale"] == 0, counted
    assert counted["writes"] > 20
    assert counted["rollbacks"] > 0
    assert counted["savepoints"] > 0
    # Otherwise it would say nothing of the cache.
    assert counted["hits"] > counted["reads"] / 5, counted


@pytest.mark.parametrize(
    "mutant",
    ["tokens-after-computing", "no-check-for-uncommitted-writes", "old-partition-kept"],
)
def test_it_finds_what_is_old_when_a_line_of_the_algorithm_is_undone(
    mutant: str,
) -> None:
    # It ends with the first that it finds.
    assert fuzz(30, mutant)["stale"] > 0
