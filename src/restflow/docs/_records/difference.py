"""How two records of a test differ, for people."""

from __future__ import annotations

import difflib
import json
from typing import Any

from restflow.docs._records.types import Happened, RecordedExchange


def difference(old: Happened | None, new: Happened | None) -> str:
    """Return what is no longer as it was, part by part, each as a unified diff."""
    before, now = _parts(old), _parts(new)
    found = [
        f"{title}\n{_changes(before.get(title, ''), now.get(title, ''))}"
        for title in dict.fromkeys([*before, *now])
        if before.get(title) != now.get(title)
    ]
    return "\n\n".join(found)


def _parts(happened: Happened | None) -> dict[str, str]:
    """Return the text of each exchange, and of what else happened, by their titles."""
    if happened is None:
        return {}
    exchanges = enumerate(happened["exchanges"], start=1)
    parts = {f"Exchange {number}": _exchange(each) for number, each in exchanges}
    mails = [json.dumps(mail, indent=2) for mail in happened.get("mails", ())]
    parts |= {
        "SQL queries": "\n".join(happened["queries"]),
        "Commit hooks": "\n".join(happened["hooks"]),
        "Mails": "\n".join(mails),
        "Printed": happened["output"],
    }
    return parts


def _exchange(exchange: RecordedExchange) -> str:
    """Return an exchange as text, with a line for each field of its bodies."""
    response = exchange["response"]
    lines = [f"> {exchange['method']} {exchange['path']}"]
    lines += _message(">", exchange["request"])
    if response is not None:
        lines.append(f"< {response['status']} {response['reason']}")
        lines += _message("<", response)
    if exchange["exception"] is not None:
        lines.append(f"raised {exchange['exception']}")
    return "\n".join(lines)


def _message(mark: str, message: Any) -> list[str]:
    lines = [f"{mark} {name}: {value}" for name, value in message["headers"].items()]
    return [*lines, *_body(message["body"]).splitlines()]


def _body(body: str | None) -> str:
    try:
        return json.dumps(json.loads(body or ""), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body or ""


def _changes(old: str, new: str) -> str:
    lines = difflib.unified_diff(
        old.splitlines(), new.splitlines(), "recorded", "now", lineterm=""
    )
    return "\n".join(lines)
