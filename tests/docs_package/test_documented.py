"""Test files with their records are found, and what is damaged is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from restflow.docs._records.documented import RecordsError, documented

TEST = '''"""Orders.

They are
made."""

def test_a_sale():
    """A sale is an order.

    With more to say.
    """

class Orders:
    def test_none(self): ...
'''
HAPPENED: dict[str, Any] = {"exchanges": [], "queries": [], "hooks": [], "output": ""}
EXCHANGE: dict[str, Any] = {
    "method": "GET",
    "path": "/",
    "request": {"headers": {}, "body": None},
    "response": {"headers": {}, "body": None, "status": 200, "reason": "OK"},
    "exception": None,
}


def put(folder: Path, name: str = "test_orders", record: Any = None) -> Path:
    """Write a test file with its record, and return the record's path."""
    (folder / f"{name}.py").write_text(TEST)
    path = folder / f"{name}.json"
    tests = {"test_a_sale": HAPPENED, "Orders::test_none[a-1]": HAPPENED}
    path.write_text(json.dumps({"tests": tests} if record is None else record))
    return path


def test_titles_come_from_docstrings_and_else_from_names(tmp_path: Path) -> None:
    put(tmp_path)
    (file,) = documented([tmp_path])
    assert (file.title, file.summary) == ("Orders", "They are made.")
    assert file.title_of("test_a_sale") == "A sale is an order"
    assert file.title_of("Orders::test_none[a-1]") == "None (a-1)"


def test_a_file_without_a_docstring_is_called_by_its_name(tmp_path: Path) -> None:
    put(tmp_path, "test_a_sale")
    (tmp_path / "test_a_sale.py").write_text("")
    assert documented([tmp_path])[0].title == "A sale"


def test_a_test_file_and_its_record_name_the_same(tmp_path: Path) -> None:
    record = put(tmp_path)
    put(tmp_path, "test_others")
    both = [record, record.with_suffix(".py")]
    assert [file.path for file in documented(both)] == [record.with_suffix(".py")]


def test_other_json_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / "fixture.json").write_text("no JSON")
    (tmp_path / "test_data.json").write_text("[]")
    (tmp_path / ".cache").mkdir()
    put(tmp_path / ".cache")
    assert len(documented([tmp_path])) == 1


@pytest.mark.parametrize("name", ["nothing", "."])
def test_a_place_without_records_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(RecordsError) as caught:
        documented([tmp_path / name])
    assert str(tmp_path / name) in str(caught.value)


def test_a_test_file_that_was_never_recorded_is_named(tmp_path: Path) -> None:
    test = put(tmp_path).with_suffix(".py")
    test.with_suffix(".json").unlink()
    with pytest.raises(RecordsError, match=r"test_orders\.py has no record"):
        documented([test])


def test_a_record_without_its_test_file_is_named(tmp_path: Path) -> None:
    put(tmp_path).with_suffix(".py").unlink()
    with pytest.raises(RecordsError, match=r"there is no .*test_orders\.py"):
        documented([tmp_path])


def without(key: str, of: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in of.items() if name != key}


DAMAGED = {
    "no object": [],
    "no tests": {"tests": []},
    "test_x is empty": {"tests": {"test_x": None}},
    "test_x has no 'output'": {"tests": {"test_x": without("output", HAPPENED)}},
    "request 1 of test_x has no 'path'": {
        "tests": {"test_x": {**HAPPENED, "exchanges": [without("path", EXCHANGE)]}}
    },
    "request 2 of test_x has no 'body'": {
        "tests": {
            "test_x": {
                **HAPPENED,
                "exchanges": [EXCHANGE, {**EXCHANGE, "request": {"headers": {}}}],
            }
        }
    },
    "the response to request 1 of test_x has no 'status'": {
        "tests": {
            "test_x": {
                **HAPPENED,
                "exchanges": [
                    {**EXCHANGE, "response": without("status", EXCHANGE["response"])}
                ],
            }
        }
    },
}


@pytest.mark.parametrize("told", DAMAGED)
def test_what_a_damaged_record_lacks_is_told(tmp_path: Path, told: str) -> None:
    record = put(tmp_path, record=DAMAGED[told])
    with pytest.raises(RecordsError) as caught:
        documented([record])
    assert f"{record} is damaged" in str(caught.value)
    if "has no" in told:
        assert told in str(caught.value)


def test_a_record_that_is_no_json_is_damaged(tmp_path: Path) -> None:
    put(tmp_path).write_text('{"tests": ')
    with pytest.raises(RecordsError, match="it is no JSON"):
        documented([tmp_path])
