"""A card: a test file, whole, with what happened when it ran, in each format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from restflow.docs._cards.code import fenced, highlighted, inline
from restflow.docs._cards.markup import chips_html, escape, record_html
from restflow.docs._records.documented import Documented

# By this line it is known that a file may be written again, or removed.
MARK = "Made by python -m restflow.docs cards"
CSS = "restflow-cards.css"


@dataclass(frozen=True)
class Card:
    """A test file that is shown.

    Attributes:
        file: The file and its record.
        name: Where its card is, without suffix: `orders/test_create`.
        path: How the file is called where tests are run: `tests/orders/test_create.py`.
    """

    file: Documented
    name: str
    path: str

    @property
    def anchor(self) -> str:
        """The id of the card."""
        return f"card-{re.sub(r'[^a-z0-9]+', '-', self.name.lower()).strip('-')}"

    @property
    def code(self) -> str:
        """The file's text, with one line break at its end."""
        return f"{self.file.source.rstrip()}\n"

    def head(self, title: str = "p") -> list[str]:
        """Return what stands above the code: what it shows, and the file's name."""
        name, summary = inline(self.file.title), self.file.summary
        about = f'<p class="rf-summary">{inline(summary)}</p>' if summary else ""
        path = f'<span class="rf-bar__path">{escape(self.path)}</span>'
        head = f'<{title} class="rf-title">{name}</{title}>{about}'
        return [
            f'<div class="rf-head">{head}</div>',
            f'<div class="rf-bar">{path}</div>',
        ]

    @property
    def foot(self) -> list[str]:
        """What stands below the code: what happened, and how to run it."""
        command = f'<code class="rf-command">pytest {escape(self.path)}</code>'
        fact = f'<span class="rf-label">Run it</span> {command}'
        foot = f'<footer class="rf-foot"><p class="rf-fact">{fact}</p></footer>'
        return [record_html(self.file.record), foot]

    def entry(self, link: str) -> str:
        """Return what stands for it in the list of all."""
        summary = self.file.summary
        about = f"<p>{inline(summary)}</p>" if summary else ""
        title = f'<a href="{escape(link)}">{inline(self.file.title)}</a>'
        return (
            f'<div class="rf-entry"><p class="rf-entry__title">{title}</p>'
            f"{about}{chips_html(self.file.record)}</div>"
        )


class Format(NamedTuple):
    """A way to write cards.

    Attributes:
        suffix: The suffix of its files.
        one: Makes the file of one card.
        all: Makes the file that shows all.
        has_stylesheet: Whether the stylesheet is a file of its own.
    """

    suffix: str
    one: Callable[[Card], str]
    all: Callable[[Sequence[Card]], str]
    has_stylesheet: bool


def stylesheet() -> str:
    """Return the rules for cards."""
    return Path(__file__).with_name("cards.css").read_text(encoding="utf-8")


# --- Markdown, for pymdownx.snippets -------------------------------------------------


def _mkdocs(card: Card) -> str:
    start = f'<div class="rf-card" id="{card.anchor}" markdown="1">'
    # A line that would include a file is shown as it is.
    code = re.sub(r"^(\s*)(-+8<-)", r"\1;\2", card.code, flags=re.MULTILINE)
    # Markdown takes a block of HTML for one only where it has lines of its own.
    blocks = [*card.head(), fenced(code, "python"), *card.foot]
    body = "\n\n".join(blocks)
    return f"<!-- {MARK} -->\n{start}\n{body}\n</div>\n"


def _mkdocs_index(cards: Sequence[Card]) -> str:
    included = [f'--8<-- "{card.name}.md"' for card in cards]
    return "\n\n".join([f"<!-- {MARK} -->", _entries(cards), *included, ""])


# --- MyST, for Sphinx ----------------------------------------------------------------


def _myst(card: Card) -> str:
    start = f'<div class="rf-card" id="{card.anchor}">{"".join(card.head())}\n'
    parts = [
        f"% {MARK}",
        fenced(start, "{raw} html"),
        fenced(card.code, "python"),
        fenced(f"{''.join(card.foot)}</div>\n", "{raw} html"),
    ]
    return "\n\n".join([*parts, ""])


def _myst_index(cards: Sequence[Card]) -> str:
    included = [f"```{{include}} {card.name}.md\n```" for card in cards]
    entries = fenced(f"{_entries(cards)}\n", "{raw} html")
    return "\n\n".join([f"% {MARK}", entries, *included, ""])


# --- Pages in HTML -------------------------------------------------------------------


def _html(card: Card) -> str:
    head, foot = "".join(card.head("h1")), "".join(card.foot)
    body = (
        f'<main class="rf-page"><div class="rf-card" id="{card.anchor}">{head}'
        f'<pre class="rf-code" tabindex="0"><code>{highlighted(card.code)}'
        f"</code></pre>{foot}</div></main>"
    )
    return _page(card.file.title, body)


def _html_index(cards: Sequence[Card]) -> str:
    entries = _entries(cards, ".html")
    return _page("Tests", f'<main class="rf-page"><h1>Tests</h1>{entries}</main>')


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<!-- {MARK} -->\n<html lang="en">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{stylesheet()}</style>\n</head>\n"
        f"<body>{body}</body>\n</html>\n"
    )


def _entries(cards: Sequence[Card], suffix: str = "") -> str:
    entries = (
        card.entry(f"{card.name}{suffix}" if suffix else f"#{card.anchor}")
        for card in cards
    )
    return f'<div class="rf-entries">{"".join(entries)}</div>'


FORMATS = {
    "mkdocs": Format(".md", _mkdocs, _mkdocs_index, has_stylesheet=True),
    "myst": Format(".md", _myst, _myst_index, has_stylesheet=True),
    "html": Format(".html", _html, _html_index, has_stylesheet=False),
}
