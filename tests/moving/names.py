"""The table of names on the page "Moving here"."""

from __future__ import annotations

import re

from tools.paths import DOCS

_PAGE = DOCS / "guide" / "moving.md"
REST_FRAMEWORK, DJANGO, RESTFLOW, SAME = range(4)


def rows() -> list[list[str]]:
    """Return the cells of each row."""
    text = _PAGE.read_text(encoding="utf-8")
    section = text.partition("\n## Names\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [line.strip("|").split("|") for line in lines[2:]]


def names(column: int) -> set[str]:
    """Return the names in a column."""
    return {name for row in rows() for name in _names(row[column])}


def names_also_in(library: str) -> set[str]:
    """Return the names of restflow that another library is said to have as well."""
    pattern = re.compile(rf"(^|[ ,]){library}([ ,]|$)")
    said = [row for row in rows() if pattern.search(row[SAME])]
    return {name for row in said for name in _names(row[RESTFLOW])}


def _names(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)
