"""What is said of what happened, in words: outcomes, effects, bodies cut to size."""

from __future__ import annotations

import json
import re

from restflow.docs._records.types import Happened, Mail, RecordedExchange

LONGEST = 40
WIDEST = 2_000
PRINTED = "Printed"

# Those of ASCII and of Latin-1, and what else begins a new line.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def visible(text: str) -> str:
    """Write control characters as escapes, and every line end as a line feed."""
    return _CONTROL.sub(
        lambda match: match[0].encode("unicode_escape").decode(),
        text.replace("\r\n", "\n"),
    )


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


def outcome(exchange: RecordedExchange) -> str:
    """Say what came of a request: a status, or the exception that reached the test."""
    response = exchange["response"]
    if response is not None:
        return f"{response['status']} {response['reason']}".strip()
    if exchange["exception"] is not None:
        return f"raised {exchange['exception'].partition(':')[0]}"
    return "no response"


def kind(exchange: RecordedExchange) -> str:
    """Return the class of a status (`2xx`), or `error` where there is none."""
    response = exchange["response"]
    return f"{response['status'] // 100}xx" if response is not None else "error"


def effects(happened: Happened) -> list[tuple[str, str]]:
    """Return what a test did beside its requests, each with a title."""
    queries, hooks = happened["queries"], happened["hooks"]
    mails = happened.get("mails", [])
    found = [
        (_count(len(queries), "SQL query", "SQL queries"), "\n".join(queries)),
        (_count(len(hooks), "commit hook ran", "commit hooks ran"), "\n".join(hooks)),
        (_count(len(mails), "mail was sent", "mails were sent"), _mails(mails)),
        (PRINTED, happened["output"].rstrip("\n")),
    ]
    return [(title, body) for title, body in found if body]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _mails(mails: list[Mail]) -> str:
    return "\n\n".join(
        f"From: {mail['sender']}\nTo: {', '.join(mail['to'])}\n"
        f"Subject: {mail['subject']}\n\n{mail['body']}"
        for mail in mails
    )
