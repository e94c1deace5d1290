"""Gates: what an example has to be."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tools.paths import EXAMPLES, examples, name_of, record_of

LONGEST = 70
MARKER = "# [!]"

each_example = pytest.mark.parametrize("path", examples(), ids=name_of)


# How many rows each part has: restflow, Django REST framework, Django, pitfalls of
# caching, everyday practice, moving here.
TAUGHT = {"R": 40, "D": 14, "J": 28, "S": 6, "C": 24, "P": 20, "M": 5}


def test_there_are_examples() -> None:
    assert len(examples()) > 20


@each_example
def test_an_example_says_what_it_shows(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    title, _, rest = docstring.partition("\n\n")
    assert re.fullmatch(r".+\.", title), (
        f"{name_of(path)}: the docstring's first line is the title: one line, with a "
        "full stop."
    )
    assert rest.strip(), f"{name_of(path)}: the docstring has to say what it shows."


@each_example
def test_an_example_is_short(path: Path) -> None:
    lines = path.read_text().count("\n")
    assert lines <= LONGEST, (
        f"{name_of(path)} has {lines} lines; an example has about 50. Split it in two."
    )


@each_example
def test_an_example_holds_tests(path: Path) -> None:
    functions = [
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    assert any(name.startswith("test_") for name in functions), (
        f"{name_of(path)} holds no test."
    )


@each_example
def test_an_example_imports_only_what_is_public(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.ImportFrom) or node.module is None:
            continue
        imported = [*node.module.split("."), *(alias.name for alias in node.names)]
        private = [name for name in imported if name.startswith("_")]
        assert not private, f"{name_of(path)}:{node.lineno} imports {private[0]}."
        assert node.level == 0, f"{name_of(path)}:{node.lineno} is a relative import."


@each_example
def test_markers_stand_at_the_end_of_a_line_of_code(path: Path) -> None:
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if MARKER in line:
            assert re.fullmatch(rf".*\S  {re.escape(MARKER)}", line), (
                f"{name_of(path)}:{number}: write the marker as two spaces and "
                f"{MARKER!r} behind code."
            )


@each_example
def test_an_example_has_a_record(path: Path) -> None:
    assert record_of(path).exists(), (
        f"{name_of(path)} has no record. Run `make records` and commit it."
    )


def test_every_record_has_its_example() -> None:
    for record in EXAMPLES.glob("*/test_*.json"):
        example = record.with_suffix(".py")
        assert example.exists(), f"{name_of(record)} records an example that is gone."


def test_topics_are_packages() -> None:
    # Django's test runner passes silently over directories that are not.
    for topic in {path.parent for path in examples()}:
        assert (topic / "__init__.py").exists(), f"{topic.name} needs an __init__.py."


@pytest.mark.parametrize(("part", "number"), TAUGHT.items())
def test_everything_that_the_site_teaches_has_an_example(
    part: str, number: int
) -> None:
    rows = tomllib.loads((EXAMPLES / "rows.toml").read_text())
    wanted = [f"{part}{row:02}" for row in range(1, number + 1)]
    missing = [row for row in wanted if row not in rows]
    assert not missing, f"rows.toml has no row {missing[0]}: nothing shows it any more."


def test_rows_name_examples_that_exist() -> None:
    rows = tomllib.loads((EXAMPLES / "rows.toml").read_text())
    known = {name_of(path) for path in examples()}
    for row, names in rows.items():
        assert names, f"rows.toml: {row} names no example."
        unknown = sorted(set(names) - known)
        assert not unknown, f"rows.toml: {row} names {unknown[0]}, which isn't there."


def test_every_example_belongs_to_a_row() -> None:
    rows = tomllib.loads((EXAMPLES / "rows.toml").read_text())
    covered = {name for names in rows.values() for name in names}
    missing = sorted({name_of(path) for path in examples()} - covered)
    assert not missing, f"rows.toml: no row names {missing[0]}. Add it to one."
