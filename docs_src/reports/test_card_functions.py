"""Parts of a card, for pages that you make yourself.

A record is plain JSON. Each function takes a record, or what happened in one of its
tests, and returns HTML or text.
"""

from typing import Any

from restflow.docs import (
    Happened,
    Record,
    chips_html,
    escape,
    happened_html,
    record_html,
    record_text,
)

HAPPENED: Happened = {
    "exchanges": [
        {
            "method": "GET",
            "path": "/api/products/1/",
            "request": {"headers": {}, "body": None},
            "response": {
                "status": 200,
                "reason": "OK",
                "headers": {"Content-Type": "application/json"},
                "body": '{"name": "Cups & mugs"}',
            },
            "exception": None,
        }
    ],
    "queries": ["SELECT products_product"],
    "hooks": [],
    "output": "",
}
RECORD: Record = {"tests": {"test_cups": HAPPENED}}


def test_a_record_as_text() -> None:
    print(record_text(RECORD))  # [!]


def test_a_record_as_html() -> None:
    assert "Cups &amp; mugs" in record_html(RECORD)  # [!]
    assert "test_cups" not in record_html(RECORD)
    two: Record = {"tests": {"test_cups": HAPPENED, "test_mugs": HAPPENED}}
    assert "test_cups" in record_html(two)
    assert "<code>Cups</code>" in happened_html(HAPPENED, name="Cups")
    assert "1 SQL query" in happened_html(HAPPENED)


def test_its_requests_in_short() -> None:
    assert ">GET<" in chips_html(RECORD)
    exchange: Any = HAPPENED["exchanges"][0]
    verbs = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
    each: Any = [{**exchange, "method": verb} for verb in verbs]
    many = chips_html({"tests": {"test_cups": {**HAPPENED, "exchanges": each}}})
    assert ">PATCH<" in many
    assert ">+1<" in many
    assert escape("Cups & mugs") == "Cups &amp; mugs"
