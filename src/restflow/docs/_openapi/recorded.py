"""What a document can take from a record: bodies, each with its place and its test."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.test.client import JSON_CONTENT_TYPE_RE

from restflow._openapi.places import plain
from restflow.docs._records.documented import Documented
from restflow.docs._records.types import Message, RecordedExchange

# From here on, a request was refused: it is no example of what to send.
_REFUSED = 400


class Unreadable(NamedTuple):
    """A body that says that it is JSON, and is none."""

    text: str


class Body(NamedTuple):
    """A body that was sent or received.

    Attributes:
        media: Its media type.
        value: What it is: JSON, text, or `Unreadable`.
    """

    media: str
    value: Any


class Recorded(NamedTuple):
    """An exchange, and the test that made it.

    Attributes:
        title: The title of the test.
        test: Where the test is: `tests/test_orders.py::test_create`.
        exchange: What was recorded.
    """

    title: str
    test: str
    exchange: RecordedExchange

    @property
    def file(self) -> str:
        """Where its file is: a test's whole name would be too wide in a document."""
        return self.test.partition("::")[0]

    @property
    def status(self) -> int | None:
        """The status of the response; None if there was none."""
        response = self.exchange["response"]
        return response["status"] if response is not None else None

    @property
    def request(self) -> Body | None:
        """What was sent, if it was accepted."""
        accepted = self.status is not None and self.status < _REFUSED
        return _body(self.exchange["request"]) if accepted else None

    @property
    def response(self) -> Body | None:
        """What came back."""
        response = self.exchange["response"]
        return _body(response) if response is not None else None


def recorded(files: Iterable[Documented], places: Iterable[Path]) -> Iterator[Recorded]:
    """Yield every exchange of the records, in their order.

    Args:
        files: The test files.
        places: The folders or files that the project has named.
    """
    places = [*places]
    for file in files:
        name = _name(file.path, places)
        for test, happened in file.record["tests"].items():
            for exchange in happened["exchanges"]:
                yield Recorded(file.title_of(test), f"{name}::{test}", exchange)


def _name(path: Path, places: list[Path]) -> str:
    """Return how a test file is called, wherever the project may be."""
    for place in places:
        folder = place if place.is_dir() else place.parent
        if path.is_relative_to(folder):
            return (Path(folder.name) / path.relative_to(folder)).as_posix()
    return path.name


def _body(message: Message) -> Body | None:
    """Return a body that a document can show: JSON or text."""
    headers = {name.lower(): value for name, value in message["headers"].items()}
    media, text = plain(headers.get("content-type", "")), message["body"]
    if not text:
        return None
    if JSON_CONTENT_TYPE_RE.match(media):
        try:
            return Body(media, json.loads(text))
        except ValueError:
            return Body(media, Unreadable(text))
    return Body(media, text) if media.startswith("text/") else None
