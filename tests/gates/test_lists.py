"""Gates: a list of names on a page has those that the code has."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace

import pytest

from tests.gates.prose import names_of, pages
from tools.paths import ROOT

FILE = "tests/gates/numbers.toml"
BESIDE = re.compile(r"\([^)]*\)")
WORD = re.compile(r"[^\s,;\"'`|]+")
BETWEEN = {"and", "or", "---"}


@dataclass(frozen=True)
class Listed:
    """Names that a page lists.

    Attributes:
        page: The page.
        name: What the code calls the list.
        around: Words of the page, with `{}` where the names are.
        column: The head of the column that has the names.
    """

    page: str
    name: str
    around: str = ""
    column: str = ""

    def text(self) -> str | None:
        """Return what stands on the page where the names are."""
        if self.column:
            return column(self.page, self.column)
        before, after = map(re.escape, self.around.split("{}"))
        # From the nearest of the words before to the first of those after.
        found = re.search(rf"{before}((?:(?!{before}).)+?)\s?{after}", self.prose())
        return found and found[1]

    def prose(self) -> str:
        return pages().get(self.page, "")


def column(page: str, head: str) -> str | None:
    """Return the first cells of a table, by its head."""
    lines = (ROOT / page).read_text().partition(f"\n| {head} |")[2].splitlines()
    rows = [line.split("|")[1] for line in lines[2:] if line.startswith("|")]
    return ", ".join(rows[: number_of_rows(lines[2:])]) if rows else None


def number_of_rows(lines: list[str]) -> int:
    return next(
        (n for n, line in enumerate(lines) if not line.startswith("|")), len(lines)
    )


def all_listed() -> list[Listed]:
    tables = tomllib.loads((ROOT / FILE).read_text())["names"]
    return [
        Listed(page, table["name"], around=around)
        for table in tables
        for page, fragments in table.get("said", {}).items()
        for around in fragments
    ] + [
        Listed(page, table["name"], column=head)
        for table in tables
        for page, head in table.get("column", {}).items()
    ]


def wrong(listed: Listed, names: frozenset[str]) -> str:
    """Return what is wrong with a list, or nothing."""
    text = listed.text()
    if text is None:
        return (
            f"{listed.page} no longer says {listed.around or listed.column!r}. In "
            f"{FILE}, write how the page says it now, or remove the line."
        )
    # One that has a space in it first.
    lacking, rest = [], BESIDE.sub(" ", text).casefold()
    for name in sorted(names, key=len, reverse=True):
        rest, times = re.subn(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", " ", rest)
        lacking += [] if times else [name]
    beyond = [word for word in WORD.findall(rest) if word not in BETWEEN]
    told = [f"lacks {name}" for name in lacking] + [f"has {word}" for word in beyond]
    if not told:
        return ""
    return (
        f"{listed.page} lists what {listed.name} has, and {', '.join(told)}: "
        f"{' '.join(text.split())!r}. Write the names of the code there."
    )


each_list = pytest.mark.parametrize(
    "listed",
    all_listed(),
    ids=lambda each: f"{each.page}: {each.around or each.column}",
)


@each_list
def test_a_list_has_the_names_that_the_code_has(listed: Listed) -> None:
    assert not (message := wrong(listed, names_of(listed.name))), message


@each_list
def test_a_list_is_wrong_once_the_code_has_one_more_or_one_less(listed: Listed) -> None:
    names = names_of(listed.name)
    assert "lacks another" in wrong(listed, names | {"another"})
    *_, last = sorted(names)
    assert "has " in wrong(listed, names - {last})


def test_a_sentence_that_is_gone_is_told() -> None:
    gone = replace(all_listed()[0], around="on each of {} servers that", column="")
    assert "no longer says 'on each of {} servers that'" in wrong(gone, frozenset())
