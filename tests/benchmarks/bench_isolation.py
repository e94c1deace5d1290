"""What isolation costs: `python -m tests.benchmarks.bench_isolation`.

An empty asynchronous test, one that writes a row and sends a request, and one whose
request has a commit hook run in test case classes and under pytest, with restflow and
without, on three databases. Each way runs in a process of its own; rounds take turns,
so that what else the machine does falls on all alike. Times are medians, in
milliseconds. Nothing is asserted: compare ratios of one run.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.comparison.cells import HERE as COMPARISON
from tests.comparison.cells import HOST, INI, environment_of, remove_database
from tools.site.comparison import DATABASES

ROOT = COMPARISON.parents[1]

_classes = ("django", "test", "--noinput", "tests.benchmarks.isolation_classes")
_options = ("-q", "-p", "no:randomly", "-p", "no:cacheprovider", "--noconftest")
_pytest = ("pytest", *_options, "--pyargs", "tests.benchmarks.isolation_pytest")
_stock = ("-p", "no:restflow")


@dataclass(frozen=True)
class Way:
    """A way to run the tests.

    Attributes:
        name: What it is called.
        how: What the tests are told.
        command: What runs them.
        base: The way that it is compared with.
        flushes: Whether each test empties the database, which takes long.
    """

    name: str
    how: str
    command: tuple[str, ...]
    base: str = ""
    flushes: bool = False


WAYS = [
    Way("TestCase (Django)", "TestCase", _classes),
    Way("AsyncAPITestCase", "isolated", _classes, "TestCase (Django)"),
    Way("  run_commit_hooks", "hooks", _classes, "TransactionTestCase (Django)"),
    Way("TransactionTestCase (Django)", "TransactionTestCase", _classes, flushes=True),
    Way("pytest, sync, no restflow", "sync", (*_pytest, *_stock)),
    Way("pytest, sync, restflow", "sync", _pytest, "pytest, sync, no restflow"),
    Way("pytest, no isolation", "isolated", (*_pytest, *_stock)),
    Way("pytest, restflow", "isolated", _pytest, "pytest, no isolation"),
    Way("  @run_commit_hooks", "hooks", _pytest, "  transaction=True"),
    Way("  transaction=True", "transaction", _pytest, flushes=True),
]
# The last is only for ways in which commit hooks run.
KINDS = {"empty": "empty", "request": "row, request", "hook": "request, hook"}

# Milliseconds, by way and kind; one for each round.
Medians = dict[tuple[str, str], list[float]]


def run(way: Way, database: str, times: int) -> dict[str, float]:
    """Return what a test of each kind takes, in milliseconds."""
    name = f"benchmark_{uuid.uuid4().hex}"
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "pytest.ini").write_text(INI, encoding="utf-8")
        notes = Path(directory, "notes")
        command = [sys.executable, "-m", *way.command]
        if way.command[0] == "pytest":
            command += ["-c", "pytest.ini", "--rootdir", directory]
        done = subprocess.run(  # noqa: S603  (our own command)
            command,
            cwd=directory,
            env={
                **os.environ,
                **HOST,
                "BENCHMARK_HOW": way.how,
                "BENCHMARK_NOTES": str(notes),
                "BENCHMARK_TIMES": str(times),
                "COMPARISON_DATABASE": database,
                "COMPARISON_NAME": name,
                "DJANGO_SETTINGS_MODULE": "tests.benchmarks.isolation_settings",
                "PYTHONPATH": str(ROOT),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if database == "postgresql":
            # Connections that are left open keep it from being dropped.
            remove_database(Path(sys.executable), name)
        if done.returncode:
            raise SystemExit(f"{way.name} failed:\n{done.stdout}")
        costs = json.loads(notes.read_text(encoding="utf-8"))
    return {kind: statistics.median(took) * 1000 for kind, took in costs.items()}


def measure(database: str, rounds: int, times: int, ways: Sequence[Way]) -> Medians:
    """Run all ways in turn, several times."""
    found: Medians = defaultdict(list)
    for _ in range(rounds):
        for way in ways:
            number = max(times // 5, 3) if way.flushes else times
            for kind, cost in run(way, database, number).items():
                found[way.name, kind].append(cost)
    return found


def report(title: str, found: Medians) -> None:
    """Print what each way takes, and how it compares."""
    print(f"\n{title}")
    print(f"  {'':30}" + "".join(f"{said:20}" for said in KINDS.values()))
    for way in WAYS:
        line = f"  {way.name:30}"
        for kind in KINDS:
            if (way.name, kind) in found:
                cost = statistics.median(found[way.name, kind])
                line += f"{cost:6.2f} {_ratio(cost, way, found, kind):13}"
        print(line.rstrip())


def _ratio(cost: float, way: Way, found: Medians, kind: str) -> str:
    if not way.base:
        return ""
    base = statistics.median(found[way.base, kind])
    # A way that flushes is compared the other way round: how much faster is this?
    return (
        f"{base / cost:.0f}x faster" if way.how == "hooks" else f"x {cost / base:.2f}"
    )


def compare(
    about: str | None, ways: Sequence[Way], report: Callable[[str, Medians], None]
) -> None:
    """Measure ways on the databases that the command line names, and report.

    Args:
        about: What is measured, for the command line's help.
        ways: The ways.
        report: Prints the medians of a database, whose title it is given.
    """
    parser = argparse.ArgumentParser(description=about)
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
        found = measure(database, arguments.rounds, arguments.times, ways)
        report(DATABASES[database], found)


def main() -> None:
    """Measure and print."""
    compare(__doc__, WAYS, report)


if __name__ == "__main__":
    main()
