"""What happened in a test, as HTML and as plain text.

The HTML has no line breaks of its own: it is put into Markdown, which then has no
reason to look into it. Line breaks inside `<pre>` are character references.
"""

from __future__ import annotations

import html
import json
import re

from tools.sources import diagram
from tools.sources.catalogue import Example, Exchange, Happened, Message

LONGEST = 40
WIDEST = 2_000
# Where there are so few exchanges, the last is open: it is the one that matters, and
# the page is not buried. So is printed text of a few lines.
FEW = 2
FEW_LINES = 6
PRINTED = "Printed"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def visible(text: str) -> str:
    """Write control characters as escapes, and every line end as a line feed."""
    return _CONTROL.sub(
        lambda match: f"\\x{ord(match[0]):02x}", text.replace("\r\n", "\n")
    )


def escape(text: str) -> str:
    """Escape text for HTML, on one line."""
    # Markdown would make spaces of a tab.
    return html.escape(visible(text)).replace("\n", "&#10;").replace("\t", "&#9;")


def pretty(body: str | None) -> str:
    """Indent a body that is JSON; return any other as it is."""
    if not body:
        return ""
    try:
        value = json.loads(body)
    except ValueError:
        return visible(body)
    return json.dumps(value, indent=2, ensure_ascii=False)


def cut(text: str) -> tuple[str, str]:
    """Shorten a long text; return it with a note of what is missing, if anything is."""
    lines = text.splitlines()
    short = "\n".join(lines[:LONGEST])
    if len(short) > WIDEST:
        return short[:WIDEST], f"… {len(text) - WIDEST} more characters"
    if len(lines) > LONGEST:
        return short, f"… {len(lines) - LONGEST} more lines"
    return short, ""


def outcome(exchange: Exchange) -> str:
    """Say what came of a request: a status, or the exception that reached the test."""
    response = exchange["response"]
    if response is not None:
        return f"{response['status']} {response['reason']}".strip()
    if exchange["exception"] is not None:
        return f"raised {exchange['exception'].partition(':')[0]}"
    return "no response"


def kind(exchange: Exchange) -> str:
    """Return the class of a status (`2xx`), or `error` where there is none."""
    response = exchange["response"]
    return f"{response['status'] // 100}xx" if response is not None else "error"


def record_html(example: Example) -> str:
    """Return what happened in an example, test by test."""
    tests, exchanges = example.record["tests"], example.exchanges
    opened = exchanges[-1] if 0 < len(exchanges) <= FEW else None
    parts = [
        test_html(name if len(tests) > 1 else "", happened, opened)
        for name, happened in tests.items()
    ]
    label = '<p class="rf-label">What happened</p>'
    # Search leaves it out up to the next end tag of its own name: so it is no <div>.
    start = '<section class="rf-record" data-search-exclude="true">'
    return f"{start}{label}{''.join(parts)}</section>"


def record_text(example: Example) -> str:
    """Return the same as plain text, for those who read no HTML."""
    blocks: list[str] = []
    for name, happened in example.record["tests"].items():
        blocks += [f"[{name}]", *map(_exchange_text, happened["exchanges"])]
        blocks += [f"{title}\n{body}" for title, body in _effects(happened)]
        if not happened["exchanges"]:
            blocks.append("No HTTP exchange.")
    return "\n\n".join(blocks)


def test_html(name: str, happened: Happened, opened: Exchange | None) -> str:
    """Return what happened in one test.

    Args:
        name: The test, where it has to be named.
        happened: What happened.
        opened: The exchange that is shown at once.
    """
    title = f'<p class="rf-test__name"><code>{escape(name)}</code></p>' if name else ""
    rows = [_exchange_html(e, opened=e is opened) for e in happened["exchanges"]]
    if not rows:
        rows = ['<p class="rf-none">This test made no HTTP exchange.</p>']
    rows += [_effect_html(title, body) for title, body in _effects(happened)]
    return f'<div class="rf-test">{title}{"".join(rows)}</div>'


def _effect_html(title: str, body: str) -> str:
    drawn = ""
    if body.startswith(diagram.START):
        drawn = f'<div class="rf-diagram" tabindex="0">{diagram.sequence(body)}</div>'
    opened = title == PRINTED and body.count("\n") < FEW_LINES
    summary = f"<span>{escape(title)}</span>"
    return drawn + _fold("rf-effect", summary, _pre(body), opened=opened)


def _effects(happened: Happened) -> list[tuple[str, str]]:
    queries, hooks = happened["queries"], happened["hooks"]
    found = [
        (_count(len(queries), "SQL query", "SQL queries"), "\n".join(queries)),
        (_count(len(hooks), "commit hook ran", "commit hooks ran"), "\n".join(hooks)),
        (PRINTED, happened["output"].rstrip("\n")),
    ]
    return [(title, body) for title, body in found if body]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _exchange_html(exchange: Exchange, *, opened: bool) -> str:
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


def _answer(exchange: Exchange) -> str:
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


def _exchange_text(exchange: Exchange) -> str:
    start = f"{exchange['method']} {exchange['path']}"
    answer = _message_text(outcome(exchange), exchange["response"])
    if exchange["exception"] is not None:
        answer = f"raised {exchange['exception']}"
    return f"> {_message_text(start, exchange['request'])}\n\n< {answer}"


def _message_text(start: str, message: Message | None) -> str:
    if message is None:
        return start
    headers = [f"{name}: {value}" for name, value in message["headers"].items()]
    body, more = cut(pretty(message["body"]))
    return "\n".join(
        [start, *headers, *(["", body] if body else []), *([more] * bool(more))]
    )
