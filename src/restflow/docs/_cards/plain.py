"""What happened in a test, as plain text."""

from __future__ import annotations

from restflow.docs._cards.words import cut, effects, outcome, pretty
from restflow.docs._records.types import Message, Record, RecordedExchange


def record_text(record: Record) -> str:
    """Return what happened in the tests of a file as plain text.

    Args:
        record: The record of the file.

    Since:
        0.1.0.
    """
    blocks: list[str] = []
    for name, happened in record["tests"].items():
        blocks += [f"[{name}]", *map(_exchange_text, happened["exchanges"])]
        blocks += [f"{title}\n{body}" for title, body in effects(happened)]
        if not happened["exchanges"]:
            blocks.append("No HTTP exchange.")
    return "\n\n".join(blocks)


def _exchange_text(exchange: RecordedExchange) -> str:
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
