"""Gates: what an example has to be."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tools.paths import EXAMPLES, examples, name_of, record_of
from tools.sources.gone import gone_examples, told_of_examples

LONGEST = 70
MARKER = "# [!]"
# Whatever its author may have meant for one.
LIKE_A_MARKER = re.compile(r"#\s*[\[({]\s*!+\s*[\])}]")

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
        if LIKE_A_MARKER.search(line):
            assert re.fullmatch(rf"(?!\s*#).*\S  {re.escape(MARKER)}", line), (
                f"{name_of(path)}:{number}: write the marker as two spaces and "
                f"{MARKER!r} behind code, with nothing after it. Otherwise it stays "
                "in the code that readers copy."
            )


@each_example
def test_an_example_has_a_record(path: Path) -> None:
    assert record_of(path).exists(), (
        f"{name_of(path)} has no record. Run `make records` and commit it."
    )


def test_no_example_is_named_that_is_gone() -> None:
    gone = gone_examples()
    assert not gone, told_of_examples(gone)


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


def test_each_row_names_examples() -> None:
    for row, names in tomllib.loads((EXAMPLES / "rows.toml").read_text()).items():
        assert names, (
            f"rows.toml: {row} names no example any more. Name one that shows it, or "
            "restore the one that was there."
        )


def test_every_example_belongs_to_a_row() -> None:
    rows = tomllib.loads((EXAMPLES / "rows.toml").read_text())
    covered = {name for names in rows.values() for name in names}
    missing = sorted({name_of(path) for path in examples()} - covered)
    assert not missing, f"rows.toml: no row names {missing[0]}. Add it to one."
