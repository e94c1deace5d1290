"""Gates: what stands around the cards of a page fits them."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from tests.gates.sections import Section, chapters, misled, sections, unproved
from tools.markdown import INCLUDE
from tools.paths import DOCS, ROOT

PAGES = sorted(DOCS.rglob("*.md"))
FILE = "tests/gates/headings.toml"
# By page: headings without a card, and why there is none.
WITHOUT: dict[str, dict[str, str]] = tomllib.loads((ROOT / FILE).read_text())
# Pages where each heading promises something that can be run.
TAUGHT = ("guide/", "pitfalls/", "caching-pitfalls/")
LAST = "Remember"
SCISSORS = re.compile(r"[ \t]*[;>*-]? *-+8<-+")


def page_name(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


TAUGHT_PAGES = [page for page in PAGES if page_name(page).startswith(TAUGHT)]

each_page = pytest.mark.parametrize("page", PAGES, ids=page_name)
each_taught_page = pytest.mark.parametrize("page", TAUGHT_PAGES, ids=page_name)


def is_proved(section: Section) -> bool:
    return bool(section.cards) or any(
        "#example-" in target or "errors/" in target for target in section.targets
    )


def bare(page: Path) -> list[str]:
    """Return the headings of a page that nothing proves."""
    found = [section for section in chapters(page.read_text()) if section.title != LAST]
    return [section.title for section in found if not is_proved(section)]


@each_page
def test_a_page_includes_a_card_once(page: Path) -> None:
    numbers = Counter(INCLUDE.findall(page.read_text()))
    twice = [name for name, number in numbers.items() if number > 1]
    assert not twice, (
        f"docs/{page_name(page)} includes {twice[0]} twice. Keep one include, and link "
        "to its card from the other place."
    )


@each_page
def test_each_include_is_in_the_one_spelling(page: Path) -> None:
    for number, line in enumerate(page.read_text().splitlines(), start=1):
        assert INCLUDE.fullmatch(line) or not SCISSORS.match(line), (
            f"docs/{page_name(page)}:{number}: `{line.strip()}` is no include that the "
            'gates know. Write `--8<-- "topic/slug.md"` in a line of its own.'
        )


@each_page
def test_a_link_leads_to_the_error_that_it_names(page: Path) -> None:
    found = [*misled(page.read_text())]
    assert not found, (
        f"docs/{page_name(page)}: {found[0]} names one error and leads to another "
        "place. Link to the page of this error, docs/errors/<code>.md."
    )


@each_taught_page
def test_a_section_that_names_an_error_shows_it_or_links_to_it(page: Path) -> None:
    for section in sections(page.read_text()):
        codes = sorted(unproved(section))
        assert not codes, (
            f"docs/{page_name(page)}: “{section.title}” names {codes[0]}, includes no "
            "card in which this error is raised, and does not link to it. Link to "
            f"errors/{codes[0].lower()}.md."
        )


@each_taught_page
def test_each_heading_has_a_card_that_proves_it(page: Path) -> None:
    known = WITHOUT.get(page_name(page), {})
    found = [title for title in bare(page) if title not in known]
    assert not found, (
        f"docs/{page_name(page)}: nothing is run under “{found[0]}”. Include a card "
        "there, or link to one (#example-…). If there is nothing to run, say in "
        f"{FILE} why."
    )


def test_what_is_without_a_card_is_still_there() -> None:
    for name, headings in WITHOUT.items():
        gone = sorted(headings.keys() - {*bare(DOCS / name)})
        assert not gone, (
            f"{FILE}: docs/{name} has no heading “{gone[0]}” without a card any more. "
            "Remove the line."
        )


def test_each_reason_is_a_sentence() -> None:
    for headings in WITHOUT.values():
        for heading, reason in headings.items():
            assert reason.endswith("."), f"{FILE}: {heading}"
