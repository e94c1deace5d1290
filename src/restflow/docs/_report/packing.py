"""The details of tests as JSON in the page: short, as most of it repeats."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from restflow.docs._records.types import Message
from restflow.docs._report.figures import repeated
from restflow.docs._report.types import ReportedExchange, ReportedTest

# Of a body or the like, in characters.
LONGEST = 2000
# Of any text: what has been collected, and less if all of it would be too much.
LENGTHS = (20_000, LONGEST, 500, 100)
# In bytes; with it come the list of tests and the tables.
LARGEST = 8_000_000
_NOTE = re.compile(r"\n… \(([\d,]+) more characters\)\Z")


class Strings:
    """Texts, each of them once.

    Args:
        longest: How many characters of a text are kept.

    Attributes:
        texts: The texts, in the order of their numbers.
    """

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, text: str | None) -> int:
        """Return the number of a text; -1 if there is none."""
        if text is None:
            return -1
        number = self._numbers.get(text)
        if number is None:
            number = self._numbers[text] = len(self.texts)
            self.texts.append(cut(text, self.longest))
        return number


def cut(text: str, longest: int) -> str:
    """Return the beginning of a text, and say what is missing.

    Args:
        text: The text.
        longest: How many characters are kept.
    """
    note = _NOTE.search(text)
    kept, missing = text, 0
    if note:
        # It has been cut before.
        kept, missing = text[: note.start()], int(note[1].replace(",", ""))
    if len(kept) <= longest:
        return text
    missing += len(kept) - longest
    return f"{kept[:longest]}\n… ({missing:,} more characters)"


def packed(tests: Sequence[ReportedTest]) -> str:
    """Return the details of tests as JSON that can stand in a page.

    `report.js` reads it: an exchange and a statement are lists, a text is a number.

    Args:
        tests: The tests, in the order of their numbers in the page.
    """
    text = ""
    for longest in LENGTHS:
        text = _json(tests, Strings(longest))
        if len(text.encode(errors="backslashreplace")) <= LARGEST:
            break
    return text


def _json(tests: Sequence[ReportedTest], strings: Strings) -> str:
    found = [_test(test, strings) for test in tests]
    data = {"tests": found, "strings": strings.texts}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # No text can end the element that it stands in, nor begin a comment.
    return text.replace("<", "\\u003c")


def _test(test: ReportedTest, strings: Strings) -> Mapping[str, Any]:
    number = strings.number
    details = {
        "exchanges": [_exchange(each, strings) for each in test["exchanges"]],
        "queries": [
            [
                *(number(one.query["sql"]), number(one.query["where"])),
                *(number(one.query["using"]), one.times, round(one.ms, 2)),
                number(one.mark),
            ]
            for one in repeated(test["queries"])
        ],
        "hooks": _numbers(test["hooks"], strings),
        "mails": [
            [
                *(number(mail["sender"]), number(", ".join(mail["to"]))),
                *(number(mail["subject"]), number(mail["body"])),
            ]
            for mail in test["mails"]
        ],
        "warnings": _numbers(test["warnings"], strings),
        "output": _numbers([test["output"]] if test["output"] else [], strings),
    }
    return {name: value for name, value in details.items() if value}


def _numbers(texts: Iterable[str], strings: Strings) -> list[int]:
    return [strings.number(text) for text in texts]


def _exchange(exchange: ReportedExchange, strings: Strings) -> list[Any]:
    number = strings.number
    response, ms = exchange["response"], exchange["ms"]
    return [
        number(exchange["method"]),
        number(exchange["path"]),
        number(exchange["route"]),
        None if ms is None else round(ms, 1),
        *_message(exchange["request"], strings),
        response["status"] if response else 0,
        number(response["reason"] if response else ""),
        *(_message(response, strings) if response else (-1, -1)),
        number(exchange["exception"]),
    ]


def _message(message: Message, strings: Strings) -> tuple[int, int]:
    headers = "\n".join(
        f"{name}: {value}"
        for name, values in message["headers"].items()
        for value in values.split("\n")
    )
    return strings.number(headers or None), strings.number(message["body"] or None)
