"""What is made of all examples together: gallery, verified page, uses of a name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from restflow.docs import chips_html
from tools.markdown import table
from tools.records import api
from tools.sources.catalogue import (
    Example,
    NotReadyError,
    first_sentence,
    home_of,
    topic_title,
)
from tools.verified.combinations import total
from tools.verified.runs import Results, Run

USES = 6

Shown = Mapping[str, list[str]]


def link(example: Example, shown: Shown, page: str) -> str:
    """Return a Markdown link from a page to an example's card.

    Args:
        example: The example.
        shown: Which pages include what.
        page: The page that holds the link.
    """
    target = home_of(example, dict(shown))
    if target is None:
        return example.title
    path = posixpath.relpath(target, posixpath.dirname(page) or ".")
    return f"[{example.title}]({path}#{example.anchor})"


def gallery(
    examples: Sequence[Example], shown: Shown, local_only: Mapping[str, str]
) -> str:
    """Return the list of all examples, by topic.

    Args:
        examples: The examples.
        shown: Which pages include what.
        local_only: Why an example cannot run in a browser, by its path.
    """
    here = len(examples) - len(local_only)
    parts = [_filter(len(examples)), _run_all(here, len(local_only))]
    for topic, group in groupby(examples, key=lambda example: example.topic):
        parts.append(f"## {topic_title(topic)} {{ #{topic} }}")
        parts.append('<div class="rf-entries" markdown="1">')
        parts += [_entry(e, shown, local=e.path in local_only) for e in group]
        parts.append("</div>")
    return "\n\n".join(parts) + "\n"


def verified_page(
    examples: Sequence[Example],
    results: Results,
    passed: Mapping[str, list[Run]],
    rows: Mapping[str, list[str]],
    shown: Shown,
) -> str:
    """Return the tables of what ran, where, and when.

    Args:
        examples: The examples.
        results: The runs that passed any of them as it stands.
        passed: The runs that passed each of them as it stands.
        rows: Which examples cover which row of the coverage list.
        shown: Which pages include what.
    """
    parts = [
        total(results, passed),
        "## Runs { #combinations }",
        _combinations(results.runs, passed),
        "## Example by example",
        _matrix(examples, results.runs, passed, shown),
    ]
    if rows:
        parts += ["## Coverage", _coverage(examples, rows, shown)]
    return "\n\n".join(parts) + "\n"


def uses(name: str, examples: Sequence[Example], shown: Shown) -> str:
    """Return the examples that execute a public name.

    Args:
        name: The dotted name.
        examples: All examples; at least one executes it.
        shown: Which pages include what.
    """
    page = _includer(name, shown)
    items = [
        f"- {link(example, shown, page)}{_options(example, name)}"
        # An example that uses little else says most about a name.
        for example in sorted(examples, key=lambda e: (len(e.record["api"]), e.path))
        if name in example.record["api"]
    ]
    label = '<p class="rf-label">Examples that execute it</p>'
    parts = ['<div class="rf-uses" markdown="1">', label, "\n".join(items[:USES])]
    if items[USES:]:
        summary = f"<summary>{len(items) - USES} more</summary>"
        parts.append(f'<details class="rf-fold" markdown="1">{summary}')
        parts += ["\n".join(items[USES:]), "</details>"]
    return "\n\n".join([*parts, "</div>"]) + "\n"


def unused(names: Iterable[str], examples: Sequence[Example]) -> list[str]:
    """Return the public names that no example executes."""
    used = {name for example in examples for name in example.record["api"]}
    return sorted(name for name in names if not used & api.shared(name))


def _filter(number: int) -> str:
    return (
        '<div class="rf-filter" id="rf-filter" hidden>'
        '<label for="rf-filter-text">Filter the examples</label>'
        '<input id="rf-filter-text" type="search" autocomplete="off" '
        'placeholder="upload, POST, 403, cookie …">'
        f'<span role="status">{number} examples</span></div>'
    )


def _run_all(here: int, local: int) -> str:
    return (
        '<div class="rf-runall" hidden>'
        '<button type="button" class="rf-button rf-button--run">Run all</button>'
        f'<span role="status">{here} run in your browser, one after the other; '
        f"{local} run locally only.</span></div>"
    )


def _includer(name: str, shown: Shown) -> str:
    pages = shown.get(f"api/{name}.md", ["reference/test/index.md"])
    if len({posixpath.dirname(page) for page in pages}) > 1:
        raise NotReadyError(
            f"api/{name}.md is included from {' and '.join(pages)}: its links are "
            "relative, so it can be included from one directory only."
        )
    return pages[0]


def _options(example: Example, name: str) -> str:
    options = example.record["api"][name]
    return f" with {', '.join(f'`{option}`' for option in options)}" if options else ""


def _entry(example: Example, shown: Shown, *, local: bool) -> str:
    sentence = first_sentence(example.summary)
    lines = [
        f"**{link(example, shown, 'examples.md')}**",
        sentence,
        chips_html(example.record),
    ]
    body = "\n\n".join(line for line in lines if line)
    return (
        f'<div class="rf-entry" data-example="{example.path}" '
        f'data-run="{"local" if local else "browser"}" markdown="1">'
        f"\n\n{body}\n\n</div>"
    )


def _combinations(runs: Sequence[Run], passed: Mapping[str, list[Run]]) -> str:
    rows = [
        [
            run.python,
            run.django,
            run.rest_framework,
            run.database,
            str(sum(run in found for found in passed.values())),
            run.date,
        ]
        for run in runs
    ]
    head = ["Python", "Django", "REST framework", "Database", "Examples passed", "Date"]
    return table(head, rows)


def _matrix(
    examples: Sequence[Example],
    runs: Sequence[Run],
    passed: Mapping[str, list[Run]],
    shown: Shown,
) -> str:
    head = ["Example"]
    head += [
        f"Python {run.python}<br>Django {run.django}<br>{run.database}" for run in runs
    ]
    rows = [
        [
            link(example, shown, "verified.md"),
            *(_cell(run in passed[example.path]) for run in runs),
        ]
        for example in examples
    ]
    return f'<div class="rf-matrix" markdown="1">\n\n{table(head, rows)}\n\n</div>'


def _cell(yes: bool) -> str:
    return (
        '<span class="rf-yes">passed</span>'
        if yes
        else '<span class="rf-no">not run</span>'
    )


def _coverage(
    examples: Sequence[Example], rows: Mapping[str, list[str]], shown: Shown
) -> str:
    by_path = {example.path: example for example in examples}
    unknown = sorted({path for paths in rows.values() for path in paths} - {*by_path})
    if unknown:
        raise NotReadyError(
            f"docs_src/rows.toml names no example: {', '.join(unknown)}."
        )
    lines = [
        [row, "<br>".join(link(by_path[path], shown, "verified.md") for path in paths)]
        for row, paths in sorted(rows.items())
        if paths
    ]
    count = f"{len(lines)} rows of the coverage list have an example that ran."
    return f"{count}\n\n{table(['Row', 'Examples'], lines)}"
