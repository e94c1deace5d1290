"""The page: what can be read without a script, and what the script needs."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

from restflow.docs._report import figures, listing, tables
from restflow.docs._report.packing import packed
from restflow.docs._report.types import BAD, OUTCOMES, Endpoint, ReportedTest


@dataclass
class Run:
    """A run of pytest.

    Attributes:
        tests: What each test did.
        endpoints: The endpoints of the project's URLconf.
        without_endpoints: Why there are none, if that is known.
        project: What the project is called.
        when: When it began.
        seconds: How long it took.
        versions: The versions of what ran.
        notes: What else there is to say of it.
    """

    tests: list[ReportedTest]
    endpoints: list[Endpoint] = field(default_factory=list[Endpoint])
    without_endpoints: str = ""
    project: str = ""
    when: str = ""
    seconds: float = 0.0
    versions: str = ""
    notes: list[str] = field(default_factory=list[str])


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<a class="skip" href="#tests">Skip to the tests</a>
<header>
<h1>{title}</h1>
{summary}
</header>
<nav aria-label="Parts of the report">{contents}</nav>
<main>
<noscript><p class="note">Requests, SQL and filters need JavaScript.</p></noscript>
{main}
</main>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def page(run: Run) -> str:
    """Return the report of a run as HTML.

    Args:
        run: The run.
    """
    by_file = figures.by_file(run.tests)
    tests = [test for of_file in by_file.values() for test in of_file]
    numbers = {test["id"]: number for number, test in enumerate(tests)}
    usage = figures.usage(run.endpoints, tests)
    elsewhere = number_of_exchanges(tests) - sum(one.calls for one in usage)
    style, script = _asset("report.css"), _asset("report.js")
    parts = {
        "Tests": listing.tests(by_file, numbers),
        "Endpoints": tables.endpoints(usage, elsewhere, run.without_endpoints),
        "Slowest tests": tables.slowest(figures.slowest(tests), numbers),
        "Most queries": tables.most_queries(figures.most_queries(tests), numbers),
    }
    return _PAGE.format(
        policy=_policy(style, script),
        title=escape(": ".join(filter(None, ["Test report", run.project]))),
        style=style,
        summary=_summary(run),
        contents=" ".join(
            f'<a href="#{listing.anchor(title)}">{title}</a>' for title in parts
        ),
        main="\n".join(
            f'<section id="{listing.anchor(title)}">\n<h2>{title}</h2>\n{part}\n'
            "</section>"
            for title, part in parts.items()
        ),
        data=packed(tests),
        script=script,
    )


def _summary(run: Run) -> str:
    """Return how the run ended, in a few lines."""
    counts = Counter(test["outcome"] for test in run.tests)
    outcomes = "".join(
        f'<li class="outcome {outcome}"><b>{counts[outcome]:,}</b> {outcome}</li>'
        for outcome in OUTCOMES
        if counts[outcome]
    )
    exchanges = sum(len(test["exchanges"]) for test in run.tests)
    queries = sum(len(test["queries"]) for test in run.tests)
    facts = [
        listing.counted(len(run.tests), "test"),
        listing.counted(exchanges, "request"),
        listing.counted(queries, "SQL query"),
        listing.time(run.seconds),
        run.when,
        run.versions,
    ]
    ended = "failed" if any(counts[bad] for bad in BAD) else "passed"
    told = f'The run <strong class="outcome {ended}">{ended}</strong>.'
    return "\n".join(
        [
            f'<p class="ended">{told}</p>',
            f'<ul class="outcomes">{outcomes}</ul>',
            f'<p class="facts">{escape(" · ".join(filter(None, facts)))}</p>',
            *(f'<p class="note">{escape(note)}</p>' for note in run.notes),
        ]
    )


def _policy(style: str, script: str) -> str:
    """Return what the browser may load and run: what stands in the page, no more."""
    allowed = {"style-src": style, "script-src": script}
    return "; ".join(
        [
            "default-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            *(f"{name} 'sha256-{_hash(text)}'" for name, text in allowed.items()),
        ]
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return (files("restflow.docs._report") / name).read_text(encoding="utf-8")


def number_of_exchanges(tests: Sequence[ReportedTest]) -> int:
    """Return how many exchanges tests had."""
    return sum(len(test["exchanges"]) for test in tests)
