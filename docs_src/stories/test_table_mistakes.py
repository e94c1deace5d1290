"""Mistakes in an access table.

A row that is no row, a status that is none, a name that nobody has: each is refused
before the first request, with an error that says which it is.
"""

from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.urls import path

from project.views import echo
from restflow.test import AccessTable

urlpatterns = [path("echo/<int:pk>/", echo, name="echo")]
ONE = {"GET echo": {"anyone": 200}}

TABLES: dict[str, str | dict[str, Any]] = {
    "two columns for anyone": "anyone  anyone\nGET echo  200  200",
    "2 actors .* and 1 status": "anyone  alice\nGET echo  200",
    "does not begin with a method": {"echo": {"anyone": 200}},
    "'ok' in the row": "anyone\nGET echo  ok",
    "two rows for GET echo": "anyone\nGET echo  200\nGET echo  200",
    "columns for bob": {"GET echo": {"anyone": 200, "bob": 200}},
    "no cell for some actors": {"GET echo": {}},
}
GIVEN: dict[str, dict[str, Any]] = {
    "no value in `arguments`": {},
    "are no route's and no parameter's: id": {"arguments": {"id": 1, "pk": 1}},
    "`data` is for rows .* POST echo": {
        "arguments": {"pk": 1},
        "data": {"POST echo": {}},
    },
}


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("told", TABLES)
def test_a_table(told: str) -> None:
    with pytest.raises(ValueError, match=told):  # [!]
        AccessTable(TABLES[told]).check({"anyone": None}, arguments={"pk": 1})


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("told", GIVEN)
def test_what_it_is_given(told: str) -> None:
    with pytest.raises(ValueError, match=told):  # [!]
        AccessTable(ONE).check({"anyone": None}, **GIVEN[told])


@override_settings(ROOT_URLCONF=__name__)
def test_a_file_that_is_not_there() -> None:
    with pytest.raises(FileNotFoundError, match="--restflow-access"):  # [!]
        AccessTable(Path("no-access.txt")).check({"anyone": None})
