"""What a record holds.

A record is a JSON file beside a test file (`test_orders.json` beside `test_orders.py`).
Whatever stands in it is scrubbed of what changes from run to run, and masked.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Message(TypedDict):
    """The part of a request or of a response that was recorded.

    Attributes:
        headers: The headers, by their HTTP names; values of one name are joined by a
            line break.
        body: The body as text; None if there was none.

    Since:
        0.1.0.
    """

    headers: dict[str, str]
    body: str | None


class Response(Message):
    """A response: a message with a status.

    Attributes:
        status: The HTTP status.
        reason: The phrase that belongs to the status (`Not Found`).

    Since:
        0.1.0.
    """

    status: int
    reason: str


class RecordedExchange(TypedDict):
    """One request, and what came of it.

    Attributes:
        method: The HTTP method.
        path: The path with its query; an absolute URL if the host is not Django's
            `testserver`.
        request: What was sent.
        response: What came back; None if nothing did.
        exception: The exception that reached the test, as `ValueError: text`.

    Since:
        0.1.0.
    """

    method: str
    path: str
    request: Message
    response: Response | None
    exception: str | None


class Mail(TypedDict):
    """One mail that Django sent.

    Attributes:
        sender: The address in `From`.
        to: The addresses in `To`.
        subject: The subject.
        body: The text.

    Since:
        0.1.0.
    """

    sender: str
    to: list[str]
    subject: str
    body: str


class Happened(TypedDict):
    """What happened in one test.

    Attributes:
        exchanges: The HTTP exchanges, in the order in which they were sent.
        queries: The SQL statements, each as verb and table (`SELECT products_product`).
        hooks: The commit hooks that ran, by their dotted names.
        mails: The mails that were sent; left out if there were none.
        output: What was printed.

    Since:
        0.1.0.
    """

    exchanges: list[RecordedExchange]
    queries: list[str]
    hooks: list[str]
    mails: NotRequired[list[Mail]]
    output: str


class Record(TypedDict):
    """What happened in one test file.

    Attributes:
        tests: What happened in each test, by the test's name within its file
            (`ProductTests::test_create`).

    Since:
        0.1.0.
    """

    tests: dict[str, Happened]
