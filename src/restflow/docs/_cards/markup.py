"""What happened in a test, as HTML.

It has no line breaks of its own: it is put into Markdown, which then has no reason to
look into it. Line breaks inside `<pre>` are character references.
"""

from __future__ import annotations

import html
from contextlib import suppress

from restflow.docs._cards import diagram
from restflow.docs._cards.words import (
    PRINTED,
    cut,
    effects,
    kind,
    outcome,
    pretty,
    visible,
)
from restflow.docs._records.types import Happened, Message, Record, RecordedExchange

# Where there are so few exchanges, the last is open: it is the one that matters, and
# the page is not buried. So is printed text of a few lines.
FEW = 2
FEW_LINES = 6
# How many chips stand for the requests of a card.
CHIPS = 5


def escape(text: str) -> str:
    """Escape text for HTML, on one line.

    Line feeds and tabs become character references, and other control characters
    become escapes that a reader sees.

    Args:
        text: The text.

    Since:
        0.1.0.
    """
    # Markdown would make spaces of a tab.
    return html.escape(visible(text)).replace("\n", "&#10;").replace("\t", "&#9;")


def record_html(record: Record) -> str:
    """Return what happened in the tests of a file as HTML, test by test.

    Of one or two requests the last is open; otherwise each is folded. The classes are
    those of `restflow-cards.css`, which `python -m restflow.docs cards` writes.

    Args:
        record: The record of the file.

    Since:
        0.1.0.
    """
    tests = record["tests"]
    exchanges = [e for test in tests.values() for e in test["exchanges"]]
    opened = _opened(exchanges)
    parts = [
        _test_html(name if len(tests) > 1 else "", happened, opened)
        for name, happened in tests.items()
    ]
    label = '<p class="rf-label">What happened</p>'
    # Search leaves it out up to the next end tag of its own name: so it is no <div>.
    start = '<section class="rf-record" data-search-exclude="true">'
    return f"{start}{label}{''.join(parts)}</section>"


def chips_html(record: Record) -> str:
    """Return the different requests of a file as small labels: method and status.

    Args:
        record: The record of the file.

    Since:
        0.1.0.
    """
    exchanges = (e for test in record["tests"].values() for e in test["exchanges"])
    chips = list(dict.fromkeys(map(_chip, exchanges)))
    more = (
        f'<span class="rf-more">+{len(chips) - CHIPS}</span>' if chips[CHIPS:] else ""
    )
    return f'<p class="rf-chips">{" ".join(chips[:CHIPS])}{more}</p>' if chips else ""


def happened_html(happened: Happened, name: str = "") -> str:
    """Return what happened in one test as HTML.

    Args:
        happened: What happened.
        name: The name to put above it; empty for none.

    Since:
        0.1.0.
    """
    return _test_html(name, happened, _opened(happened["exchanges"]))


def _opened(exchanges: list[RecordedExchange]) -> RecordedExchange | None:
    """Return the exchange that is shown at once."""
    return exchanges[-1] if 0 < len(exchanges) <= FEW else None


def _test_html(name: str, happened: Happened, opened: RecordedExchange | None) -> str:
    title = f'<p class="rf-test__name"><code>{escape(name)}</code></p>' if name else ""
    rows = [_exchange_html(e, opened=e is opened) for e in happened["exchanges"]]
    if not rows:
        rows = ['<p class="rf-none">This test made no HTTP exchange.</p>']
    rows += [_effect_html(title, body) for title, body in effects(happened)]
    return f'<div class="rf-test">{title}{"".join(rows)}</div>'


def _chip(exchange: RecordedExchange) -> str:
    response = exchange["response"]
    result = str(response["status"]) if response is not None else outcome(exchange)
    return (
        '<span class="rf-chip">'
        f'<span class="rf-method">{escape(exchange["method"])}</span> '
        f'<span class="rf-status rf-status--{kind(exchange)}">{escape(result)}</span>'
        "</span>"
    )


def _effect_html(title: str, body: str) -> str:
    drawn = ""
    if body.startswith(diagram.START):
        # What was printed may only begin like a diagram.
        with suppress(ValueError, KeyError):
            svg = diagram.sequence(body)
            drawn = f'<div class="rf-diagram" tabindex="0">{svg}</div>'
    opened = title == PRINTED and body.count("\n") < FEW_LINES
    summary = f"<span>{escape(title)}</span>"
    return drawn + _fold("rf-effect", summary, _pre(body), opened=opened)


def _exchange_html(exchange: RecordedExchange, *, opened: bool) -> str:
    method, path = escape(exchange["method"]), escape(exchange["path"])
    summary = (
        f'<span class="rf-method">{method}</span> <span class="rf-path">{path}</span> '
        f'<span class="rf-status rf-status--{kind(exchange)}">'
        f"{escape(outcome(exchange))}</span>"
    )
    start = f"{exchange['method']} {exchange['path']}"
    sides = _side("Request", start, exchange["request"]) + _answer(exchange)
    body = f'<div class="rf-sides">{sides}</div>'
    return _fold("rf-exchange", summary, body, opened=opened)


def _answer(exchange: RecordedExchange) -> str:
    response, exception = exchange["response"], exchange["exception"]
    parts: list[str] = []
    if response is not None:
        parts.append(_side("Response", outcome(exchange), response))
    if exception is not None:
        parts.append(_box("Exception that reached the test", _pre(exception)))
    return "".join(parts) or _box("Response", '<p class="rf-none">None arrived.</p>')


def _side(title: str, start: str, message: Message) -> str:
    lines = [f"<b>{escape(start)}</b>"]
    lines += [
        f"<i>{escape(name)}:</i> {escape(value)}"
        for name, value in message["headers"].items()
    ]
    body, more = cut(pretty(message["body"]))
    if body:
        lines += ["", escape(body)]
    if more:
        lines.append(f'<span class="rf-more">{escape(more)}</span>')
    return _box(title, f'<pre class="rf-http">{"&#10;".join(lines)}</pre>')


def _box(title: str, body: str) -> str:
    return f'<div class="rf-side"><p class="rf-side__title">{title}</p>{body}</div>'


def _pre(text: str) -> str:
    short, more = cut(text)
    note = f'&#10;<span class="rf-more">{escape(more)}</span>' if more else ""
    return f'<pre class="rf-http">{escape(short)}{note}</pre>'


def _fold(name: str, summary: str, body: str, *, opened: bool = False) -> str:
    state = " open" if opened else ""
    return (
        f'<details class="rf-fold {name}"{state}>'
        f"<summary>{summary}</summary>{body}</details>"
    )
