"""What a process that runs tests tells the one that writes the report.

It passes through pytest-xdist as an attribute of a test's last report, so all of it is
plain JSON.
"""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from restflow.docs._records.types import Mail, RecordedExchange

# Where pytest-xdist takes along what it is given: an attribute of a TestReport, and a
# key of what a worker puts out at its end.
ATTRIBUTE = "restflow_test"
WARNINGS = "restflow_report_warnings"
ENDPOINTS = "restflow_report_endpoints"


class ReportedQuery(TypedDict):
    """One SQL statement.

    Attributes:
        sql: The statement, with placeholders.
        where: The line of the user's code that caused it, as file and line.
        ms: How long it took, in milliseconds.
        using: The alias of the database.
    """

    sql: str
    where: str
    ms: float
    using: str


class ReportedExchange(RecordedExchange):
    """One exchange.

    Attributes:
        ms: How long it took, in milliseconds, if that is known.
        route: The route that its path belongs to, if there is one.
    """

    ms: float | None
    route: str | None


class ReportedTest(TypedDict):
    """What a test did, and how it ended.

    Attributes:
        id: Its node id.
        file: The file that it is in.
        name: Its name within the file.
        line: The line that it begins at.
        outcome: One of `OUTCOMES`.
        seconds: How long it took, with its fixtures.
        error: What pytest says of its failure, or why it was skipped.
        exchanges: What its clients sent and received.
        queries: What was sent to the databases.
        hooks: The commit hooks that ran.
        mails: The mails that were sent.
        warnings: restflow's warnings.
        output: What it printed and logged.
        reruns: How many runs came before this one, the last.
    """

    id: str
    file: str
    name: str
    line: int
    outcome: str
    seconds: float
    error: str
    exchanges: list[ReportedExchange]
    queries: list[ReportedQuery]
    hooks: list[str]
    mails: list[Mail]
    warnings: list[str]
    output: str
    reruns: int


# In the order of the report: what needs a look comes first.
OUTCOMES = ("failed", "error", "xpassed", "passed", "xfailed", "skipped")
BAD = frozenset({"failed", "error"})


class Endpoint(NamedTuple):
    """A route of the URLconf, and a method that it answers.

    Attributes:
        method: The method; `ANY` if the view decides by itself.
        route: The path, such as `/api/products/{id}/`.
        view: The dotted name of the view.
        own: Whether the view or the route is the project's, and not that of an
            installed package.
    """

    method: str
    route: str
    view: str
    own: bool


def new_test(nodeid: str) -> ReportedTest:
    """Return a test of which nothing is known yet."""
    file, _, name = nodeid.partition("::")
    return ReportedTest(
        id=nodeid,
        file=file,
        name=name or file,
        line=0,
        outcome="passed",
        seconds=0.0,
        error="",
        exchanges=[],
        queries=[],
        hooks=[],
        mails=[],
        warnings=[],
        output="",
        reruns=0,
    )
