"""Gates: a table to choose from names, in each row, the example that shows it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.gates.sections import without_fences
from tools.markdown import INCLUDE
from tools.paths import DOCS
from tools.sources.catalogue import Example, load_examples

# The last column of such a table.
SHOWN_BY = "Shown by"
# How many such tables a page has. Others come from runs, and are included.
TABLES = {
    "guide/assertions.md": 1,
    "guide/caching-testing.md": 2,
    "guide/cases.md": 1,
    "guide/commits.md": 1,
    "guide/http.md": 1,
    "guide/live.md": 1,
}
TABLE = re.compile(r"^\|.*\|\n\|[ -|]*\|\n(?:\|.*\|\n)+", re.MULTILINE)
LINK = re.compile(r"\]\((?P<page>[^)#]*)#(?P<anchor>example-[\w-]+)\)")
# What a row is about: whatever is in code style in its first cell.
SUBJECT = re.compile(r"`([^`]+)`")

EXAMPLES = {example.anchor: example for example in load_examples()}


class Row(NamedTuple):
    """A row of a table to choose from."""

    page: Path
    head: str
    cells: list[str]

    def __str__(self) -> str:
        page = self.page.relative_to(DOCS).as_posix()
        return f"docs/{page}: the row “{self.cells[0]}” of the table “{self.head}”"

    @property
    def example(self) -> Example | None:
        """The example that its last cell links to, if its card is there."""
        link = LINK.search(self.cells[-1])
        example = EXAMPLES.get(link["anchor"]) if link else None
        if link is None or example is None:
            return None
        target = self.page.parent / link["page"] if link["page"] else self.page
        shown = target.is_file() and example.card in INCLUDE.findall(target.read_text())
        return example if shown else None

    @property
    def subjects(self) -> list[str]:
        """The names that it is about, as an example has them."""
        return [name.split("(")[0] for name in SUBJECT.findall(self.cells[0])]


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def tables(page: Path) -> Iterator[list[Row]]:
    for table in TABLE.findall(without_fences(page.read_text())):
        head, _, *lines = table.splitlines()
        if cells_of(head)[-1] == SHOWN_BY:
            yield [Row(page, cells_of(head)[0], cells_of(line)) for line in lines]


FOUND = {
    page.relative_to(DOCS).as_posix(): [*tables(page)]
    for page in sorted(DOCS.rglob("*.md"))
}
ROWS = [row for found in FOUND.values() for rows in found for row in rows]


def test_the_tables_to_choose_from_name_examples() -> None:
    numbers = Counter({name: len(found) for name, found in FOUND.items() if found})
    for name in sorted(numbers.keys() | TABLES.keys()):
        assert numbers[name] == TABLES.get(name, 0), (
            f"docs/{name} has {numbers[name]} tables with the column “{SHOWN_BY}”, and "
            f"tests/gates/test_choosing.py knows of {TABLES.get(name, 0)}. Give the "
            "table its column back, or correct TABLES there."
        )


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_row_leads_to_the_card_that_shows_it(row: Row) -> None:
    assert row.example, (
        f"{row} links to no card. Write [Example](#example-topic-slug) in its last "
        "cell, and include this card on the page that the link leads to."
    )


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_example_of_a_row_has_what_the_row_is_about(row: Row) -> None:
    source = row.example.source if row.example else ""
    missing = [name for name in row.subjects if name not in source]
    assert not missing, (
        f"{row} links to an example that has no {missing[0]}. Link to one that has it."
    )
