"""What the report counts: repeated statements, calls of endpoints, extremes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from restflow.docs._report.types import Endpoint, ReportedQuery, ReportedTest

# A statement from one line that a test sends more often than this grows with its rows,
# as a rule.
MANY = 5
TOP = 20
ANY = "ANY"
# Each block of a test or of a view has them, whatever it does.
_OF_TRANSACTIONS = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")


@dataclass
class Repeated:
    """A statement, and how often one line of the user's code caused it in a test.

    Attributes:
        query: The first of them.
        times: How many there are.
        ms: How long they took together, in milliseconds.
    """

    query: ReportedQuery
    times: int = 0
    ms: float = 0.0

    @property
    def mark(self) -> Literal["", "repeated", "grows"]:
        """What is to be said of it: `grows` if it depends on rows, probably."""
        if self.times == 1 or self.query["sql"].startswith(_OF_TRANSACTIONS):
            return ""
        return "grows" if self.times > MANY else "repeated"


def repeated(queries: Iterable[ReportedQuery]) -> list[Repeated]:
    """Put queries of the same statement and line together, in the order of the first.

    Args:
        queries: The queries of a test.
    """
    found: dict[tuple[str, str, str], Repeated] = {}
    for query in queries:
        key = query["sql"], query["where"], query["using"]
        one = found.setdefault(key, Repeated(query))
        one.times += 1
        one.ms += query["ms"]
    return list(found.values())


@dataclass
class Usage:
    """How an endpoint was called.

    Attributes:
        endpoint: The endpoint.
        calls: How often.
        statuses: How often with which status; 0 for none.
        took: How long each call took, in milliseconds.
    """

    endpoint: Endpoint
    calls: int = 0
    statuses: Counter[int] = field(default_factory=Counter[int])
    took: list[float] = field(default_factory=list[float])

    @property
    def typical(self) -> float | None:
        """The median of its durations, in milliseconds."""
        return median(self.took) if self.took else None

    @property
    def slowest(self) -> float | None:
        """The longest of its durations, in milliseconds."""
        return max(self.took, default=None)


def usage(endpoints: Sequence[Endpoint], tests: Iterable[ReportedTest]) -> list[Usage]:
    """Count how often each endpoint was called, and how.

    A method that a route does not list is in the result if somebody tried it.

    Args:
        endpoints: Those of the URLconf.
        tests: The tests of the run.
    """
    found = {(each.method, each.route): Usage(each) for each in endpoints}
    views = {each.route: each for each in endpoints}
    for exchange in (exchange for test in tests for exchange in test["exchanges"]):
        route, method = exchange["route"], exchange["method"]
        if route is None or route not in views:
            continue
        used = found.get((ANY, route)) or found.setdefault(
            (method, route), Usage(views[route]._replace(method=method))
        )
        response = exchange["response"]
        used.calls += 1
        used.statuses[response["status"] if response else 0] += 1
        if exchange["ms"] is not None:
            used.took.append(exchange["ms"])
    return sorted(found.values(), key=lambda one: (one.endpoint[1], one.endpoint[0]))


def by_file(tests: Iterable[ReportedTest]) -> dict[str, list[ReportedTest]]:
    """Put tests of one file together, files in the order of their names."""
    files: defaultdict[str, list[ReportedTest]] = defaultdict(list)
    for test in tests:
        files[test["file"]].append(test)
    return dict(sorted(files.items()))


def slowest(tests: Iterable[ReportedTest]) -> list[ReportedTest]:
    """Return the tests that took longest."""
    return sorted(tests, key=lambda test: -test["seconds"])[:TOP]


def most_queries(tests: Iterable[ReportedTest]) -> list[ReportedTest]:
    """Return the tests with most queries; those without are none of them."""
    asking = [test for test in tests if test["queries"]]
    return sorted(asking, key=lambda test: -len(test["queries"]))[:TOP]
