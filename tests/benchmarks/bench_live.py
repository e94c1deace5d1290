"""What a test with a live server costs: `python -m tests.benchmarks.bench_live`.

An empty test, and one that writes a row which the server reads, with Django's and
pytest-django's live servers and with ours, on three databases. Each way runs in a
process of its own; rounds take turns, so that what else the machine does falls on all
alike. Times are medians, in milliseconds. Nothing is asserted: compare ratios of one
run.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path

from tests.benchmarks.bench_isolation import Medians, Way, measure
from tests.comparison.cells import environment_of
from tools.comparison import DATABASES

_classes = ("django", "test", "--noinput", "tests.benchmarks.live_classes")
_options = ("-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--noconftest")
_pytest = ("pytest", *_options, "--pyargs", "tests.benchmarks.live_pytest")
_stock = (*_pytest, "-p", "no:restflow")

_django, _plugin = "LiveServerTestCase (Django)", "live_server (pytest-django)"
WAYS = [
    Way(_django, "django", _classes, flushes=True),
    Way("AsyncAPILiveServerTestCase", "flush", _classes, _django, flushes=True),
    Way("AsyncAPIRollbackLiveServerTestCase", "rollback", _classes, _django),
    Way(_plugin, "django", _stock, flushes=True),
    Way("live_asgi_server, transaction=True", "flush", _pytest, _plugin, flushes=True),
    Way("live_asgi_server", "rollback", _pytest, _plugin),
]
KINDS = {"empty": "empty", "request": "row, request"}


def report(title: str, found: Medians) -> None:
    """Print what each way takes, and how much faster it is than what it replaces."""
    print(f"\n{title}")
    print(f"  {'':36}" + "".join(f"{said:22}" for said in KINDS.values()))
    for way in WAYS:
        line = f"  {way.name:36}"
        for kind in KINDS:
            cost = statistics.median(found[way.name, kind])
            line += f"{cost:7.2f} {_ratio(cost, way, found, kind):14}"
        print(line.rstrip())


def _ratio(cost: float, way: Way, found: Medians, kind: str) -> str:
    if not way.base:
        return ""
    ratio = statistics.median(found[way.base, kind]) / cost
    return f"{ratio:.1f}x faster" if ratio > 1 else f"{1 / ratio:.1f}x slower"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=100, help="tests of a kind")
    parser.add_argument("--database", choices=DATABASES, action="append")
    arguments = parser.parse_args()
    here = environment_of(Path(sys.executable))
    assert here is not None
    print(f"Python {sys.version.split()[0]}, Django {here.series}; ms per test")
    for database in arguments.database or DATABASES:
        if database == "postgresql" and not here.has_postgresql:
            print("\nPostgreSQL: not run, there is no server")
            continue
        found = measure(database, arguments.rounds, arguments.times, WAYS)
        report(DATABASES[database], found)


if __name__ == "__main__":
    main()
