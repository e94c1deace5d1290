"""The tables of the report: endpoints, and the tests that stand out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape

from restflow.docs._report.figures import Usage
from restflow.docs._report.listing import counted, time
from restflow.docs._report.types import ReportedTest


def endpoints(usage: Sequence[Usage], elsewhere: int, without: str) -> str:
    """Return the endpoints: those that nobody called, then the others.

    Args:
        usage: How each was called.
        elsewhere: How many requests went to none of them.
        without: Why there are none, if that is known.
    """
    if not usage:
        return f"<p>{escape(without or 'The URLconf has no endpoints.')}</p>"
    never = [one for one in usage if not one.calls]
    called = [one for one in usage if one.calls]
    own = [one for one in never if one.endpoint.own]
    others = [one for one in never if not one.endpoint.own]
    parts = [
        f"<p>Tests called {len(called):,} of {counted(len(usage), 'endpoint')}.</p>",
        _never("Called by nobody", own, "The tests call all endpoints of the project."),
    ]
    if others:
        title = f"{counted(len(others), 'endpoint')} of installed packages"
        table = _table(f"Called by nobody: {title}", _HEAD_NEVER, map(_place, others))
        parts.append(
            f"<details><summary>{title}, called by nobody</summary>{table}</details>"
        )
    if elsewhere:
        told = counted(elsewhere, "request")
        parts.append(f"<p>{told} went to no route of the project's URLconf.</p>")
    parts.append("<h3>Called</h3>")
    parts.append(
        _table("Called endpoints", _HEAD_CALLED, map(_called, called))
        if called
        else "<p>No test has called an endpoint of the project.</p>"
    )
    return "\n".join(parts)


_HEAD_NEVER = ("Method", "Route", "View")
_HEAD_CALLED = ("Method", "Route", "Calls", "Statuses", "Median", "Slowest", "View")


def _never(title: str, never: Sequence[Usage], otherwise: str) -> str:
    heading = f"<h3>{title} ({len(never):,})</h3>"
    if not never:
        return f"{heading}\n<p>{otherwise}</p>"
    return f"{heading}\n{_table(title, _HEAD_NEVER, map(_place, never))}"


def _place(used: Usage) -> list[str]:
    endpoint = used.endpoint
    return [
        f"<td><b>{escape(endpoint.method)}</b></td>",
        f'<th scope="row"><code>{escape(endpoint.route)}</code></th>',
        f"<td><code>{escape(endpoint.view)}</code></td>",
    ]


def _called(used: Usage) -> list[str]:
    method, route, view = _place(used)
    name = escape(used.endpoint.route)
    link = f'<a href="#tests" data-path="{name}"><code>{name}</code></a>'
    statuses = " ".join(
        f'<span class="number"><span class="status s{status // 100}">'
        f"{status or 'none'}</span> &times; {times:,}</span>"
        for status, times in sorted(used.statuses.items())
    )
    return [
        method,
        route.replace(f"<code>{name}</code>", link),
        f'<td class="number">{used.calls:,}</td>',
        f"<td>{statuses}</td>",
        *(f'<td class="number">{_ms(ms)}</td>' for ms in (used.typical, used.slowest)),
        view,
    ]


def _ms(ms: float | None) -> str:
    return "" if ms is None else time(ms / 1000)


def slowest(tests: Sequence[ReportedTest], numbers: Mapping[str, int]) -> str:
    """Return the tests that took longest."""
    return _top(tests, numbers, "Time", lambda test: time(test["seconds"]))


def most_queries(tests: Sequence[ReportedTest], numbers: Mapping[str, int]) -> str:
    """Return the tests with most queries."""
    if not tests:
        return "<p>No test has sent a query.</p>"
    return _top(tests, numbers, "Queries", lambda test: f"{len(test['queries']):,}")


def _top(
    tests: Sequence[ReportedTest],
    numbers: Mapping[str, int],
    title: str,
    value: Callable[[ReportedTest], str],
) -> str:
    rows = (
        [
            f'<td class="number">{value(test)}</td>',
            f'<th scope="row">{_link(test, numbers[test["id"]])}</th>',
        ]
        for test in tests
    )
    return _table(f"Tests by {title.lower()}", (title, "Test"), rows)


def _link(test: ReportedTest, number: int) -> str:
    name = f"{test['file']}::{test['name']}"
    return f'<a href="#t{number}"><code>{escape(name)}</code></a>'


def _table(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table, in a box that scrolls if it is too wide."""
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return (
        f'<div class="wide" role="group" aria-label="{escape(name)}" tabindex="0">'
        f"<table><thead><tr>{titles}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )
