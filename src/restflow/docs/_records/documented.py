"""Test files and their records: which there are below a folder, and what they tell."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from restflow.docs._records.files import record_of
from restflow.docs._records.types import Record


class RecordsError(Exception):
    """Records can't be read; the message says which, and what to do."""


@dataclass(frozen=True)
class Documented:
    """A test file with its record.

    Attributes:
        path: The file.
        source: Its text.
        record: What happened when it ran.
    """

    path: Path
    source: str
    record: Record

    @property
    def title(self) -> str:
        """The first line of its docstring, without the full stop; else its name."""
        first = self._docstring.partition("\n")[0].strip().removesuffix(".")
        return first or sentence(self.path.stem)

    @property
    def summary(self) -> str:
        """The rest of its docstring, in one line."""
        return " ".join(self._docstring.partition("\n")[2].split())

    def title_of(self, test: str) -> str:
        """Return the first line of a test's docstring, or else a title of its name.

        Args:
            test: The test, by its name in the record.
        """
        name, _, parameters = test.rpartition("::")[2].partition("[")
        told = self._told.get(test.partition("[")[0], "")
        first = told.partition("\n")[0].strip().removesuffix(".") or sentence(name)
        return f"{first} ({parameters[:-1]})" if parameters else first

    @cached_property
    def _tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def _docstring(self) -> str:
        return ast.get_docstring(self._tree) or ""

    @cached_property
    def _told(self) -> dict[str, str]:
        return dict(_docstrings(self._tree, ""))


def sentence(name: str) -> str:
    """Return the name of a test or of its file as words: `test_a_sale`: 'A sale'."""
    words = re.sub(r"^tests?_|_tests?$", "", name).replace("_", " ").strip()
    return f"{words[:1].upper()}{words[1:]}" or name


def documented(places: Iterable[Path]) -> list[Documented]:
    """Read test files with their records.

    Args:
        places: Folders, records, or test files that have one.

    Raises:
        RecordsError: There is none, or one of them is damaged.
    """
    places = [*places]
    files = dict.fromkeys(path for place in places for path in _records(place))
    found = [one for path in files if (one := _read(path, places)) is not None]
    if not found:
        looked = ", ".join(map(str, places)) or "nowhere"
        raise RecordsError(
            f"There is no record in {looked}. A record is a JSON file beside its test "
            "file. Write records with `pytest --restflow-record`."
        )
    return found


def _docstrings(node: ast.AST, prefix: str) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{child.name}", ast.get_docstring(child) or ""
        elif isinstance(child, ast.ClassDef):
            yield from _docstrings(child, f"{prefix}{child.name}::")


def _records(place: Path) -> Iterator[Path]:
    if place.is_dir():
        for path in sorted(place.rglob("*.json")):
            hidden = any(part[:1] == "." for part in path.relative_to(place).parts)
            # Of other JSON there may be much, such as fixtures.
            if not hidden and (path.stem.startswith("test") or _test_of(path).exists()):
                yield path
    elif place.exists():
        yield record_of(place)
    else:
        raise RecordsError(f"There is no {place}.")


def _test_of(record: Path) -> Path:
    return record.with_suffix(".py")


def _read(path: Path, named: list[Path]) -> Documented | None:
    """Return a test file with its record, or None if the file is no record."""
    test = _test_of(path)
    sure = path in named or test in named
    try:
        value: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise RecordsError(f"{test} has no record: there is no {path}.") from None
    except ValueError as error:
        if not sure and not path.stem.startswith("test"):
            return None
        raise RecordsError(_damaged(path, f"it is no JSON: {error}")) from error
    if not sure and not (isinstance(value, Mapping) and "tests" in value):
        return None
    if problem := next(_problems(value), ""):
        raise RecordsError(_damaged(path, problem))
    if not test.exists():
        raise RecordsError(
            f"{path} is a record without its test file: there is no {test}. Remove "
            "the record, or bring the test back."
        )
    source = test.read_text(encoding="utf-8")
    return Documented(test, source, cast("Record", value))


def _damaged(path: Path, problem: str) -> str:
    return (
        f"The record {path} is damaged: {problem}. Write it again with "
        f"`pytest {_test_of(path)} --restflow-record`."
    )


# The keys of an object, each with the types that its value may have.
_Form = Mapping[str, type | tuple[type, ...]]
_NOTHING = type(None)
_HAPPENED: _Form = {"exchanges": list, "queries": list, "hooks": list, "output": str}
_EXCHANGE: _Form = {
    "method": str,
    "path": str,
    "request": dict,
    "response": (dict, _NOTHING),
    "exception": (str, _NOTHING),
}
_MESSAGE: _Form = {"headers": dict, "body": (str, _NOTHING)}


def _problems(value: Any) -> Iterator[str]:
    """Yield what a value lacks to be a record: only the first is sure to be right."""
    yield from _lacks(value, {"tests": dict}, "the record")
    tests: dict[str, Any] = value["tests"]
    for test, happened in tests.items():
        yield from _lacks(happened, _HAPPENED, test)
        for number, exchange in enumerate(happened["exchanges"], 1):
            where = f"request {number} of {test}"
            yield from _lacks(exchange, _EXCHANGE, where)
            yield from _lacks(exchange["request"], _MESSAGE, where)
            if exchange["response"] is not None:
                form: _Form = {**_MESSAGE, "status": int, "reason": str}
                yield from _lacks(
                    exchange["response"], form, f"the response to {where}"
                )


def _lacks(value: Any, form: _Form, where: str) -> Iterator[str]:
    entries = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    for key, kind in form.items():
        if key not in entries or not isinstance(entries[key], kind):
            yield f"{where} has no {key!r}, or one of another type"
