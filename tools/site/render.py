"""A card: one example, whole, with what happened when it ran."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from restflow.docs import escape, record_html
from tools.sources.catalogue import SUITE, Example
from tools.verified.combinations import summarise
from tools.verified.runs import Run

SOURCE = "https://github.com/restflow/restflow/blob/main/docs_src"


def card(
    example: Example, runs: Sequence[Run], reason: str = "", where: str = "Verified on"
) -> str:
    """Return the Markdown of an example's card.

    Args:
        example: The example.
        runs: The runs that passed it as it stands.
        reason: Why a browser cannot run it; empty if one can.
        where: What stands before the versions that it passed on.
    """
    start = (
        f'<div class="rf-card" id="{example.anchor}" data-example="{example.path}" '
        f'data-run="{"local" if reason else "browser"}" markdown="1">'
    )
    bar = _bar(example, local=bool(reason))
    blocks = [
        fence(example),
        record_html(example.record),
        _foot(example, runs, reason, where),
    ]
    return "\n".join([start, bar, "", "\n\n".join(blocks), "</div>", ""])


def fence(example: Example, *, highlight: bool = True) -> str:
    """Return the example's code as a fenced block.

    Args:
        example: The example.
        highlight: Whether to highlight the lines that ask for it.
    """
    numbers = " ".join(map(str, example.highlights)) if highlight else ""
    return fenced(example.code, f'python hl_lines="{numbers}"' if numbers else "python")


def fenced(code: str, info: str) -> str:
    """Return text as a fenced block, whatever backticks it holds.

    Args:
        code: The text, with a line break at its end.
        info: What stands behind the opening backticks.
    """
    longest = max(map(len, re.findall(r"`+", code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}{info}\n{code}{ticks}"


def label(name: str) -> str:
    """Shorten a dotted name to what follows its module (`AsyncAPIClient.post`)."""
    parts = name.split(".")
    first = next(
        (n for n, part in enumerate(parts) if part[:1].isupper()), len(parts) - 1
    )
    return ".".join(parts[first:])


def _bar(example: Example, *, local: bool) -> str:
    path = escape(example.path)
    how = f'<a class="rf-bar__link" href="#{_local(example)}">Run locally</a>'
    return (
        '<div class="rf-bar" data-search-exclude="true"><span class="rf-bar__path">'
        f'<span class="rf-bar__root">docs_src/</span>{path}</span>'
        f'<span class="rf-actions">{how if local else ""}'
        f'<a class="rf-bar__link" href="{SOURCE}/{path}" '
        f'aria-label="Source of {path}">Source</a></span></div>'
    )


def _local(example: Example) -> str:
    return f"{example.anchor}-locally"


def _foot(example: Example, runs: Sequence[Run], reason: str, where: str) -> str:
    how = "<br>".join(f"`{line}`" for line in commands(example))
    facts = [
        *_own(example),
        _fact("Run locally", f"{escape(reason)}<br>{how}", anchor=_local(example))
        if reason
        else _fact("Run it", how),
        _fact(where, summarise(runs), "rf-fact--verified" if runs else ""),
    ]
    if example.record["api"]:
        links = [f"[`{label(name)}`][{name}]" for name in sorted(example.record["api"])]
        facts.append(_fact("API used", ", ".join(links)))
    body = "\n".join(facts)
    # Search leaves it out up to the next end tag of its own name: so it is no <div>.
    start = '<footer class="rf-foot" data-search-exclude="true" markdown="1">'
    return f"{start}\n{body}\n</footer>"


def _own(example: Example) -> list[str]:
    if example.topic != SUITE:
        return []
    path = f"tests/{Path(example.path).name}"
    return [_fact("In your suite", f"Save it as `{path}`.<br>`pytest {path}`")]


def commands(example: Example) -> list[str]:
    """Return the commands that run an example, from the root of a checkout."""
    found = [f"pytest docs_src/{example.path}"]
    if example.has_test_case:
        module = example.path.removesuffix(".py").replace("/", ".")
        found.append(f"python docs_src/manage.py test {module}")
    return found


def _fact(name: str, value: str, extra: str = "", *, anchor: str = "") -> str:
    kind = f"rf-fact {extra}".strip()
    place = f' id="{anchor}"' if anchor else ""
    return "\n".join(
        [
            f'<div class="{kind}"{place} markdown="1">',
            f'<span class="rf-label">{name}</span>',
            f'<span class="rf-fact__value">{value}</span>',
            "</div>",
        ]
    )
