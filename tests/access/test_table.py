"""Access tables as text and as a dict: what is read, refused and shown."""

from __future__ import annotations

from http import HTTPStatus
from textwrap import dedent
from typing import Any

import pytest

from restflow.test._access.table import Key, as_text, read, shown

EXPECTED: dict[Key, dict[str, int | None]] = {
    ("GET", "order-list"): {"anonymous": 401, "the owner": 200},
    ("DELETE", "/api/orders/{pk}/"): {"anonymous": None, "the owner": 204},
}

SPACES = """
                              anonymous  the owner
    GET     order-list        401        200
    DELETE  /api/orders/{pk}/  -         204
"""
NARROW = """anonymous  the owner
GET order-list 401 200
DELETE /api/orders/{pk}/ - 204"""
MARKDOWN = """
    |        |                   | anonymous | the owner |
    | ------ | ----------------- | --------: | :-------: |
    | GET    | order-list        |       401 |    200    |
    | DELETE | /api/orders/{pk}/ |         - |    204    |
"""
FEWER_BARS = """
    |                          | anonymous | the owner |
    |--------------------------|-----------|-----------|
    | get order-list           | 401       | 200       |
    | Delete /api/orders/{pk}/ | -         | 204       |
"""
COMMENTS = """
    # Who may do what with an order.

              anonymous  the owner   # and nobody else
    # reading
    GET     order-list         401  200   # logged in

    DELETE  /api/orders/{pk}/  -    204
"""


@pytest.mark.parametrize("text", [SPACES, NARROW, MARKDOWN, FEWER_BARS, COMMENTS])
def test_a_table_may_be_written_in_several_ways(text: str) -> None:
    assert read(text) == EXPECTED
    assert read(text.replace("\n", "\r\n")) == EXPECTED


def test_a_table_may_be_a_dict() -> None:
    table: dict[str, dict[str, int | None]] = {
        "GET order-list": {"anonymous": HTTPStatus.UNAUTHORIZED, "the owner": 200},
        "delete  /api/orders/{pk}/": {"anonymous": None, "the owner": 204},
    }
    assert read(table) == EXPECTED


def test_the_order_of_rows_is_kept() -> None:
    assert [*read(SPACES)] == [*EXPECTED]


@pytest.mark.parametrize("text", ["", "\n  \n", "# nothing", "|---|---|", {}])
def test_a_table_may_be_empty(text: Any) -> None:
    assert read(text) == {}


def test_405_means_that_a_method_is_not_offered() -> None:
    assert read("a\nPOST x 405") == {("POST", "x"): {"a": None}}
    assert read({"POST x": {"a": 405}}) == {("POST", "x"): {"a": None}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "a  b\nGET x 200",
            (
                "The access table has 2 actors (a, b), and 1 status in the row "
                "'GET x 200'. Two spaces or more stand between the actors."
            ),
        ),
        (
            "a b\nGET x 200 200",
            (
                "The access table has 1 actor (a b), and 2 statuses in the row "
                "'GET x 200 200'. Two spaces or more stand between the actors."
            ),
        ),
        (
            "a\nGET x",
            (
                "The access table has 1 actor (a), and 0 statuses in the row 'GET x'. "
                "Two spaces or more stand between the actors."
            ),
        ),
        (
            "a\nGET",
            (
                "The row 'GET' of the access table does not begin with a method and a "
                "route, such as 'GET /api/orders/{pk}/' or 'GET order-detail'."
            ),
        ),
        (
            "a\nGET x ok",
            (
                "'ok' in the row 'GET x ok' of the access table is no status, such as "
                "403, nor '-' for a method that is not offered."
            ),
        ),
        (
            "a\nGET x 600",
            (
                "'600' in the row 'GET x 600' of the access table is no status, such "
                "as 403, nor '-' for a method that is not offered."
            ),
        ),
        (
            "a\nGET x 200\nget x 403",
            "The access table has two rows for GET x: 'get x 403'",
        ),
        ("a  b  a\nGET x 1 1 1", "The access table has two columns for a."),
        (
            {"order-list": {"a": 200}},
            (
                "The row 'order-list' of the access table does not begin with a method "
                "and a route, such as 'GET /api/orders/{pk}/' or 'GET order-detail'."
            ),
        ),
        (
            {"GET x y": {"a": 200}},
            (
                "The row 'GET x y' of the access table does not begin with a method "
                "and a route, such as 'GET /api/orders/{pk}/' or 'GET order-detail'."
            ),
        ),
        (
            {"GET x": {"a": True}},
            (
                "'True' in the row 'GET x' of the access table is no status, such as "
                "403, nor '-' for a method that is not offered."
            ),
        ),
        (
            {"GET x": {"a": 200}, "get x": {"a": 200}},
            "The access table has two rows for GET x: 'get x'",
        ),
    ],
)
def test_what_is_no_table_is_refused(text: Any, told: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        read(text)
    assert str(caught.value) == told


def test_a_table_is_shown_in_columns() -> None:
    text = as_text(["anonymous", "the owner"], EXPECTED)
    assert text == dedent("""\
                                  anonymous  the owner
        GET    order-list         401        200
        DELETE /api/orders/{pk}/  -          204""")


def test_what_is_shown_can_be_read() -> None:
    assert read(as_text(["anonymous", "the owner"], EXPECTED)) == EXPECTED


def test_a_cell_that_is_missing_is_shown_as_nothing() -> None:
    assert shown(["a", "b"], {("GET", "x"): {"b": "200"}}) == (
        "       a  b\nGET x     200"
    )
