"""Runs many tests against the live server, again and again.

`python -m tests.server.many --rounds 20` runs 200 tests, rolled back and flushed, on
each database, twenty times in a row, each time in another order. It says how long each
took, and what failed.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from tests.server.inner import DATABASES, environment, left_behind, pytest_command
from tests.support import forked
from tests.support.services import without_postgresql

HOWS = ("rollback", "flush")
# Fixture and class, synchronous and asynchronous.
KINDS = 4


@dataclass(frozen=True)
class Round:
    """What came of one run.

    Attributes:
        passed: How many tests passed.
        took: How long the run took, in seconds.
        said: What pytest said.
        left: The databases that it left behind.
    """

    passed: int
    took: float
    said: str
    left: list[str]

    def is_good(self, tests: int) -> bool:
        """Tell whether all tests passed, and no database is left."""
        return self.passed == tests and not self.left


def play(directory: Path, database: str, how: str, tests: int) -> Round:
    """Run the tests once.

    Args:
        directory: An empty directory.
        database: One of the databases.
        how: Whether the tests are rolled back or flushed.
        tests: How many, a multiple of four.
    """
    name = f"restflow_{uuid4().hex[:12]}"
    of_a_kind = str(tests // KINDS)
    start = time.monotonic()
    done = forked.run(
        pytest_command(directory, "inner_many", "-p", "randomly"),
        cwd=directory,
        env=environment(database, name, MANY_HOW=how, MANY_OF_A_KIND=of_a_kind),
    )
    took = time.monotonic() - start
    said = done.stdout + done.stderr
    passed = re.search(r"^(\d+) passed in", said, re.MULTILINE)
    return Round(
        int(passed[1]) if passed and not done.returncode else 0,
        took,
        said,
        left_behind(directory, name),
    )


def play_and_tell(database: str, how: str, tests: int) -> Round:
    """Run the tests once, and print what went wrong."""
    with tempfile.TemporaryDirectory() as directory:
        one = play(Path(directory), database, how, tests)
    if not one.is_good(tests):
        print(f"{database}, {how}:\n{one.said}\nleft behind: {one.left}")
    return one


def main() -> int:
    """Run all, and tell whether all passed each time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--tests", type=int, default=200)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--how", choices=HOWS, action="append")
    options = parser.parse_args()
    failed = 0
    for database in options.database or DATABASES:
        if database == "postgresql" and (missing := without_postgresql()):
            print(f"postgresql was not run: {missing}")
            continue
        for how in options.how or HOWS:
            rounds = [
                play_and_tell(database, how, options.tests)
                for _ in range(options.rounds)
            ]
            bad = [one for one in rounds if not one.is_good(options.tests)]
            failed += len(bad)
            took = [one.took for one in rounds]
            print(
                f"{database:10} {how:8} {options.tests} tests, {len(rounds)} rounds, "
                f"{len(bad)} failed; {min(took):.1f} to {max(took):.1f} s, median "
                f"{statistics.median(took):.1f} s",
                flush=True,
            )
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
