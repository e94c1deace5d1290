"""Gates: what pages say an error or a check is."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pkgutil import resolve_name
from typing import NamedTuple

import pytest

from restflow._traps import TrapError, TrapWarning
from restflow.caching import CachingError
from tests.gates.spans import texts
from tests.gates.test_reference import errors
from tools.paths import SOURCE
from tools.sources.traps import catalogue

TABLE = re.compile(r"^\| Error \| Codes? \|.*\n.*\n((?:\|.*\n)+)", re.MULTILINE)
TABLES = sorted(page for page, text in texts().items() if TABLE.search(text))
CHECKS = "docs/reference/checks.md"
CODES = {trap.name: trap.code for trap in catalogue()}
NAME = re.compile(r"`([A-Za-z]\w+)`")
CODE = re.compile(r"restflow\.[EW]\d{3}")
ALSO = re.compile(r"also an? `(\w+)`")
BASES = (TrapError, TrapWarning, CachingError)


class Row(NamedTuple):
    """An error in a table.

    Attributes:
        page: The page of the table.
        error: The name of the error.
        codes: Its codes.
        bases: What it is as well.
    """

    page: str
    error: str
    codes: tuple[str, ...]
    bases: frozenset[str]


def rows(page: str, text: str) -> Iterator[Row]:
    """Yield the rows of the table of errors on a page."""
    for line in TABLE.findall(text)[0].splitlines():
        error, codes, bases = line.strip("| ").split(" | ")
        yield Row(
            page,
            NAME.findall(error)[0],
            tuple(named(codes)),
            frozenset(NAME.findall(bases)) - {"Exception"},
        )


def named(cell: str) -> Iterator[str]:
    """Yield the codes of a cell, also those between the ends of a range."""
    found = list(dict.fromkeys(CODE.findall(cell)))
    if " to " not in cell:
        yield from found
        return
    first, last = found
    yield from (code for code in CODES.values() if first <= code <= last)


@cache
def raised() -> dict[str, set[str]]:
    """Return the codes of each error, and of those that derive from it."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (SOURCE / "restflow").rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(func=made, args=[ast.Name(id=trap), *_]) if trap in CODES:
                    kind = ast.unparse(made)
                    # What a function returns is the one error that its module has.
                    kinds = [kind] if kind.isidentifier() else classes_in(text)
                    for kind in kinds:
                        found[kind].add(CODES[trap])
                case _:
                    pass
    return found


def classes_in(text: str) -> list[str]:
    return sorted({name.rpartition(".")[2] for name in errors()} & {*words(text)})


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def expected(name: str) -> Row:
    """Return the row that an error should have."""
    error = {path.rpartition(".")[2]: kind for path, kind in errors().items()}[name]
    family = [error, *error.__subclasses__()]
    codes = set[str]().union(*(raised().get(kind.__name__, ()) for kind in family))
    bases = {
        base.__name__
        for kind in family
        for base in kind.__bases__
        if base not in {*BASES, error}
    }
    return Row("", name, tuple(sorted(codes)), frozenset(bases))


def wrong(row: Row) -> str:
    """Return what is wrong with a row."""
    right = expected(row.error)
    if set(row.codes) != set(right.codes):
        return (
            f"{row.page} says that {row.error} has {', '.join(row.codes)}, and the "
            f"code raises it with {', '.join(right.codes)}. Write these."
        )
    if row.bases != right.bases:
        return (
            f"{row.page} says that {row.error} is also "
            f"{', '.join(sorted(row.bases)) or 'nothing'}, and it derives from "
            f"{', '.join(sorted(right.bases)) or 'nothing else'}. Write that."
        )
    return ""


ROWS = [row for page in TABLES for row in rows(page, texts()[page])]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.error)
def test_a_table_of_errors_has_their_codes_and_their_bases(row: Row) -> None:
    assert not (message := wrong(row)), message


def test_each_error_has_a_row() -> None:
    lacking = {name.rpartition(".")[2] for name in errors()} - {r.error for r in ROWS}
    lacking -= {CachingError.__name__}
    assert not lacking, (
        f"{min(lacking)} is public, and in no table of {', '.join(TABLES)}. Add a row."
    )


def also() -> list[tuple[str, str]]:
    """Return the pages of codes that say what their error is, with what they say."""
    return [
        (page, base)
        for page, text in texts().items()
        if page.startswith("docs/errors/")
        for base in ALSO.findall(text)
    ]


@pytest.mark.parametrize(("page", "base"), also())
def test_a_page_of_a_code_says_what_its_error_is(page: str, base: str) -> None:
    code = f"restflow.{page[-7:-3].upper()}"
    owners = [expected(row.error) for row in ROWS if code in row.codes]
    assert any(base in owner.bases for owner in owners), (
        f"{page} says that its error is also a {base}, and it derives from "
        f"{', '.join(base for owner in owners for base in sorted(owner.bases))}."
    )


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (page, name)
        for page, text in texts().items()
        if page.startswith("docs/errors/")
        for name in re.findall(r"\]\[(restflow\.[\w.]+(?:Error|Warning))\]", text)
    ],
)
def test_a_page_of_a_code_names_the_error_that_has_it(page: str, name: str) -> None:
    code, error = f"restflow.{page[-7:-3].upper()}", resolve_name(name).__name__
    assert code in expected(error).codes, (
        f"{page} names {error}, which the code raises with "
        f"{', '.join(expected(error).codes)}. Name the error of {code}."
    )


# --- Checks ---


@cache
def checks() -> dict[str, str]:
    """Return the codes that are checks, each with what it is called."""
    found = {}
    for path in (SOURCE / "restflow").rglob("_checks*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for code in _codes_of_check(node):
                # What `trap.code` is, the letter says.
                kind = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
                found[code] = "A warning" if kind.endswith("Warning") else "An error"
    return found


def _codes_of_check(node: ast.AST) -> list[str]:
    match node:
        case ast.Call(
            keywords=[*_, ast.keyword(arg="id", value=ast.Attribute(value=of))]
        ):
            trap = ast.unparse(of)
            return [CODES[trap]] if trap in CODES else _yielded()
        case _:
            return []


def _yielded() -> list[str]:
    """Return the codes of the traps that a function of checks yields."""
    tree = ast.parse((SOURCE / "restflow/caching/_checks.py").read_text("utf-8"))
    return [
        CODES[name]
        for node in ast.walk(tree)
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple)
        for name in [ast.unparse(node.value.elts[0])]
        if name in CODES
    ]


def in_the_table(text: str) -> dict[str, str]:
    """Return what the table of checks says that each is."""
    cells = re.findall(r"^\| \[?`(restflow\.\w+)`.*? \| (An? \w+)", text, re.MULTILINE)
    return dict(cells)


def test_the_table_of_checks_has_each_check_and_says_what_it_is() -> None:
    assert in_the_table(texts()[CHECKS]) == checks(), (
        f"{CHECKS} has a table of checks that are not those of the code. It has to say "
        f"of each that it is an error or a warning: {checks()}."
    )


# These gates fail when they should.


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("| `TimeoutError` |", "| `OSError` |", "ConnectionTakenError is also OSError"),
        ("errors/e109.md", "errors/e108.md", ""),
        ("`restflow.E109`", "`restflow.E108`", "RequestArgumentError has"),
    ],
)
def test_another_table_is_wrong(old: str, new: str, said: str) -> None:
    page = "docs/reference/test/index.md"
    text = texts()[page]
    assert old in text
    found = [wrong(row) for row in rows(page, text.replace(old, new)) if wrong(row)]
    assert [said in message for message in found] == [True] * bool(said)
