"""The list of tests, as it reads without a script: each with its outcome and error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from restflow.docs._report.figures import Repeated, repeated
from restflow.docs._report.packing import cut
from restflow.docs._report.types import BAD, OUTCOMES, ReportedTest

# A page with more open details takes long to lay out.
MOST_OPEN = 20
# In characters; more of those that are open.
_LONGEST_ERROR = 2000
_LONGEST_OPEN_ERROR = 20_000

_FILTERS = """<form id="filters" hidden aria-label="Filter the tests">
<label>Path or route <input name="path" type="search" autocomplete="off"
placeholder="/api/products/"></label>
<label>Status <input name="status" type="search" autocomplete="off" size="6"
placeholder="404, 5xx"></label>
<label>Outcome <select name="outcome"><option value="">any</option>{outcomes}</select>
</label>
<label>Text <input name="text" type="search" autocomplete="off"
placeholder="name, SQL, body, error"></label>
<button type="reset">Show all</button>
<p role="status" id="shown"></p>
</form>"""


def tests(
    by_file: Mapping[str, Sequence[ReportedTest]], numbers: Mapping[str, int]
) -> str:
    """Return the tests of a run, with the form that filters them.

    Args:
        by_file: The tests of each file.
        numbers: Their numbers in the page, by their ids.
    """
    all_tests = [test for of_file in by_file.values() for test in of_file]
    if not all_tests:
        return "<p>No test ran.</p>"
    bad = [test["id"] for test in all_tests if test["outcome"] in BAD]
    opened = frozenset(bad[:MOST_OPEN])
    listed = "\n".join(
        _file(file, of_file, numbers, opened) for file, of_file in by_file.items()
    )
    return f"{_filters(all_tests)}\n{listed}"


def _filters(all_tests: Sequence[ReportedTest]) -> str:
    counts = Counter(test["outcome"] for test in all_tests)
    options = "".join(
        f'<option value="{outcome}">{outcome} ({counts[outcome]:,})</option>'
        for outcome in OUTCOMES
        if counts[outcome]
    )
    return _FILTERS.format(outcomes=options)


def _file(
    file: str,
    of_file: Sequence[ReportedTest],
    numbers: Mapping[str, int],
    opened: frozenset[str],
) -> str:
    counts = Counter(test["outcome"] for test in of_file)
    ended = ", ".join(f"{counts[each]:,} {each}" for each in OUTCOMES if counts[each])
    seconds = sum(test["seconds"] for test in of_file)
    items = "\n".join(_test(test, numbers[test["id"]], opened) for test in of_file)
    return (
        f'<div class="file"><h3><code>{escape(file)}</code> '
        f'<small class="facts">{ended} · {time(seconds)}</small></h3>\n'
        f"<ol>\n{items}\n</ol></div>"
    )


def _test(test: ReportedTest, number: int, opened: frozenset[str]) -> str:
    is_open = " open" if test["id"] in opened else ""
    error = ""
    if test["error"]:
        longest = _LONGEST_OPEN_ERROR if is_open else _LONGEST_ERROR
        shown = escape(cut(test["error"], longest))
        title = "Why it was skipped" if test["outcome"] == "skipped" else "Error"
        error = f'<h4>{title}</h4><pre class="error" tabindex="0">{shown}</pre>'
    return (
        f'<li id="t{number}"><details{is_open}><summary>'
        f'<span class="outcome {test["outcome"]}">{test["outcome"]}</span> '
        f'<code class="name">{escape(test["name"])}</code> {_marks(test)}'
        f'<span class="facts">{" · ".join(_facts(test))}</span></summary>'
        f"{error}</details></li>"
    )


def _facts(test: ReportedTest) -> list[str]:
    counts = {
        "request": len(test["exchanges"]),
        "SQL query": len(test["queries"]),
        "mail": len(test["mails"]),
    }
    told = [counted(count, noun) for noun, count in counts.items() if count]
    return [*told, time(test["seconds"])]


def _marks(test: ReportedTest) -> str:
    """Return what is remarkable about a test, each as a word in a box."""
    found: list[Repeated] = repeated(test["queries"])
    marks: list[str] = []
    if test["reruns"]:
        marks.append(f"after {counted(test['reruns'], 'earlier run')}")
    if test["warnings"]:
        marks.append(counted(len(test["warnings"]), "warning"))
    if most := max((one.times for one in found if one.mark == "grows"), default=0):
        marks.append(f"a query {most:,} times")
    elif any(one.mark for one in found):
        marks.append("a query twice or more")
    return "".join(f'<span class="mark">{escape(mark)}</span> ' for mark in marks)


def anchor(title: str) -> str:
    """Return the id of a part of the page."""
    return title.lower().replace(" ", "-")


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, in the plural if it is not one."""
    if count != 1:
        noun = f"{noun.removesuffix('y')}ies" if noun.endswith("y") else f"{noun}s"
    return f"{count:,} {noun}"


def time(seconds: float) -> str:
    """Return a duration as it is read best."""
    minute = 60
    if seconds >= minute:
        return f"{int(seconds // minute):,} min {seconds % minute:.0f} s"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"
