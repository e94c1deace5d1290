"""How costs grow: `python -m tests.benchmarks.bench_growth`.

A request with more middleware, a hit with more rules, a suite with more tests. What is
flat costs the same at each size. What is linear costs the same for each one more. Sizes
take turns, and times are medians. Nothing is asserted: compare numbers of one run.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from tests.benchmarks.bench_client import Contender  # isort: skip  (it configures)

import django
from django.contrib.auth.models import Group
from django.http import HttpRequest, HttpResponseBase
from django.test import AsyncClient, modify_settings, override_settings
from django.utils.deprecation import MiddlewareMixin

from restflow.caching import InvalidationRule, cache_result
from restflow.test import AsyncAPIClient
from tests.benchmarks.suites import noted_by

MIDDLEWARE = (1, 5, 10, 20)
RULES = (1, 10, 100)
TESTS = (10, 1_000)
ALL_TESTS = (*TESTS, 10_000)
# How pytest is told to run a suite with the plugin, and without.
SUITES = {"without restflow": ("-p", "no:restflow"), "with restflow": ()}

# What each size took, by the name of what was measured.
Costs = dict[str, dict[int, list[float]]]


def report(title: str, unit: str, costs: Costs) -> None:
    """Print what each size costs, and each one more than the smallest."""
    print(f"\n{title}\n  {'':24}{unit:>12}{'ratio':>9}{'one more':>12}")
    medians = {
        name: {size: statistics.median(took) for size, took in sizes.items()}
        for name, sizes in costs.items()
    }
    for name, sizes in medians.items():
        print(f"  {name}")
        least, *more = sizes
        print(f"  {least:24,}{sizes[least]:12.2f}{1:8.2f}x")
        for size in more:
            ratio = sizes[size] / sizes[least]
            each = (sizes[size] - sizes[least]) / (size - least)
            print(f"  {size:24,}{sizes[size]:12.2f}{ratio:8.2f}x{each:12.2f}")
    for (name, one), (peer, other) in pairwise(medians.items()):
        ratios = ", ".join(f"{size:,}: {other[size] / one[size]:.2f}x" for size in one)
        print(f"  {peer} / {name}: {ratios}")


def measure(
    found: Mapping[tuple[str, int], Contender], rounds: int, times: int
) -> Costs:
    """Run contenders in turn, and return what each has taken, in microseconds."""
    costs: Costs = {}
    with asyncio.Runner() as runner:
        gc.collect()
        for _ in range(rounds):
            for (name, size), contender in found.items():
                took = contender.run(runner, times)
                costs.setdefault(name, {}).setdefault(size, []).append(took)
    return costs


class Stamp(MiddlewareMixin):
    """A middleware of a project's own."""

    def process_request(self, request: HttpRequest) -> None:
        request.META["stamp"] = "in"

    def process_response(
        self,
        request: HttpRequest,  # noqa: ARG002  (Django passes it)
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        return response


def with_middleware(kind: type[AsyncClient], number: int) -> Contender:
    client = kind()
    with override_settings(MIDDLEWARE=[f"{__name__}.Stamp"] * number):
        # The first request loads them.
        asyncio.run(client.get("/plain/async/"))
    return Contender(kind.__name__, asend=lambda: client.get("/plain/async/"))


def requests() -> dict[tuple[str, int], Contender]:
    return {
        (kind.__name__, number): with_middleware(kind, number)
        for kind in (AsyncAPIClient, AsyncClient)
        for number in MIDDLEWARE
    }


def nth(position: int) -> Callable[[Mapping[str, Any]], int]:
    return lambda arguments: arguments["numbers"][position]


def with_rules(number: int) -> Contender:
    rules = [InvalidationRule(Group, pk=nth(position)) for position in range(number)]

    @cache_result(ttl=600, rules=rules)
    def names(numbers: Sequence[int]) -> list[int]:
        return [*numbers]

    numbers = [*range(number)]
    names(numbers)
    return Contender("cache_result", send=lambda: names(numbers))


def hits() -> dict[tuple[str, int], Contender]:
    return {("cache_result", number): with_rules(number) for number in RULES}


def run_suite(options: Sequence[str], number: int) -> dict[str, float]:
    """Return the CPU time of a suite and of each of its tests, in milliseconds."""
    environment = {
        "BENCHMARK_TIMES": str(number),
        "COMPARISON_DATABASE": "memory",
        "COMPARISON_NAME": "growth",
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.isolation_settings",
    }
    noted = noted_by("tests.benchmarks.growth_pytest", options, environment)
    return {name: seconds * 1000 for name, seconds in noted.items()}


def suites(sizes: Sequence[int], rounds: int) -> dict[str, Costs]:
    """Return what a test takes in suites of each size, and what whole suites take."""
    found: dict[str, Costs] = {"between": {}, "process": {}}
    for _, size, (name, options) in product(range(rounds), sizes, SUITES.items()):
        for part, took in run_suite(options, size).items():
            found[part].setdefault(name, {}).setdefault(size, []).append(took)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--times", type=int, default=100, help="calls in a round")
    parser.add_argument("--suites", type=int, default=3, help="runs of each suite")
    parser.add_argument("--all", action="store_true", help="a suite of 10,000, too")
    arguments = parser.parse_args()
    rounds, times = arguments.rounds, arguments.times
    print(f"Python {sys.version.split()[0]}, Django {django.__version__}")
    report("A request, by middleware", "µs", measure(requests(), rounds, times))
    with modify_settings(INSTALLED_APPS={"append": "restflow.caching"}):
        report("A hit, by rules", "µs", measure(hits(), rounds, times))
    sizes = ALL_TESTS if arguments.all else TESTS
    found = suites(sizes, arguments.suites)
    report("A test, by the tests of its suite", "ms of CPU", found["between"])
    report("A suite, by its tests", "ms of CPU", found["process"])


if __name__ == "__main__":
    main()
