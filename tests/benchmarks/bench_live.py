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

import statistics

from tests.benchmarks.bench_isolation import Medians, Way, compare

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
    compare(__doc__, WAYS, report)


if __name__ == "__main__":
    main()
