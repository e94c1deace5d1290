"""What an access table costs: `python -m tests.benchmarks.bench_access`.

One table of 200 routes and 5 actors, synchronously and not, against the same 1,000
cells as parametrized tests with Django REST framework's `APIClient`. Each of those
makes the users and the row that it needs. Passwords are hashed by the fast hasher that
Django's documentation has for tests. Most of what such a test takes otherwise is
Django's own hasher: `--hasher django` shows it, and takes minutes.

Each way runs in a process of its own; rounds take turns, so that what else the machine
does falls on all alike. What pytest does for each test counts, its start and the
making of the database do not. Results have to be equal. Times are medians, in seconds,
of which nothing is asserted: compare ratios of one run.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import platform
import statistics
from typing import Any

import django

from tests.benchmarks.suites import noted_by

# The tests are what a project without restflow has.
WAYS = {
    "tests": ("1,000 tests, APIClient", ("-p", "no:restflow")),
    "table": ("AccessTable.check", ()),
    "atable": ("AccessTable.acheck", ()),
}
HASHERS = {
    "django": "Django's own password hasher",
    "fast": "the fast hasher for tests",
}


def run(how: str, hasher: str) -> dict[str, Any]:
    """Return what a way takes and finds."""
    environment = {
        "BENCHMARK_HASHER": hasher,
        "BENCHMARK_HOW": how,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.access_settings",
    }
    return noted_by("tests.benchmarks.access_pytest", WAYS[how][1], environment)


def compare(hasher: str, rounds: int) -> None:
    """Run all ways in turn, several times, and print how they compare."""
    took: dict[str, list[tuple[float, float]]] = {how: [] for how in WAYS}
    found: list[Any] = []
    for _ in range(rounds):
        for how in WAYS:
            noted = run(how, hasher)
            took[how].append(noted["took"])
            found = found or sorted(noted["found"])
            if sorted(noted["found"]) != found:
                raise SystemExit(f"{WAYS[how][0]} has found something else.")
    print(f"\n{HASHERS[hasher]}; {len(found):,} cells, the same results everywhere")
    print(f"  {'':24}{'seconds':>9}{'of CPU':>9}")
    medians = {
        how: [*map(statistics.median, zip(*took[how], strict=True))] for how in WAYS
    }
    for how, (name, _) in WAYS.items():
        wall, cpu = medians[how]
        ratio = medians["tests"][0] / wall
        print(f"  {name:24}{wall:9.2f}{cpu:9.2f}{ratio:9.1f}x faster")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--hasher", choices=HASHERS, action="append")
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, Django {django.__version__}, SQLite")
    for hasher in arguments.hasher or ["fast"]:
        compare(hasher, arguments.rounds)


if __name__ == "__main__":
    main()
