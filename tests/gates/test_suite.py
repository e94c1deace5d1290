"""Gates: each chapter of the guide ends with a file for the suite of its reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.paths import DOCS, EXAMPLES, examples
from tools.sources.catalogue import SUITE

HEADING = "## Add it to your suite"
LAST = "## Remember"
# Chapters that add nothing.
WITHOUT = {"moving.md", "suite.md"}

CHAPTERS = [
    page for page in sorted((DOCS / "guide").glob("*.md")) if page.name not in WITHOUT
]
FILES = [path for path in examples() if path.parent.name == SUITE]

INCLUDE = re.compile(r'^ *--8<-- "([^"]+)"', re.MULTILINE)
FENCE = re.compile(
    r"^ *```(?P<language>\w*).*?\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL
)
SECOND_LEVEL = re.compile(r"^## .*$", re.MULTILINE)

each_chapter = pytest.mark.parametrize("page", CHAPTERS, ids=lambda page: page.stem)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


def file_of(page: Path) -> Path:
    return EXAMPLES / SUITE / f"test_{page.stem.replace('-', '_')}.py"


def card_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem.removeprefix('test_')}.md"


def headings(text: str) -> list[str]:
    """Return the headings of the second level, without the anchors of their own."""
    found = SECOND_LEVEL.findall(FENCE.sub("", text))
    return [heading.partition("{")[0].strip() for heading in found]


def section(text: str, heading: str) -> str:
    """Return the part of a page from a heading to the next one."""
    _, _, rest = text.partition(f"\n{heading}\n")
    return SECOND_LEVEL.split(rest)[0]


@each_chapter
def test_a_chapter_has_one_file_for_the_suite(page: Path) -> None:
    found = [n for n in INCLUDE.findall(page.read_text()) if n.startswith(f"{SUITE}/")]
    path = file_of(page)
    assert found == [card_of(path)], (
        f"docs/guide/{page.name} includes {found or 'no file'} for the readers' suite. "
        f'Write docs_src/{SUITE}/{path.name}, and put `--8<-- "{card_of(path)}"`, and '
        f"no other file of {SUITE}, under `{HEADING}`."
    )


@each_chapter
def test_the_file_is_what_a_chapter_ends_with(page: Path) -> None:
    text, card = page.read_text(), card_of(file_of(page))
    found = headings(text)
    assert found.count(HEADING) == 1, (
        f"docs/guide/{page.name} has {found.count(HEADING)} headings `{HEADING}`; "
        "it has to have one."
    )
    after = found[found.index(HEADING) + 1 :]
    wrong = after[after[:1] == [LAST] :]
    assert not wrong, (
        f"docs/guide/{page.name} has `{wrong[0]}` after `{HEADING}`. Only `{LAST}` "
        "may follow: move the section up."
    )
    assert card in INCLUDE.findall(section(text, HEADING)), (
        f"docs/guide/{page.name} does not include {card} under `{HEADING}`. Move it "
        "there."
    )
    cards = {card_of(path) for path in examples()}
    last = [name for name in INCLUDE.findall(text) if name in cards][-1]
    assert last == card, (
        f"docs/guide/{page.name} ends with {last}, and has to end with {card}. Move "
        f"{last} to a section before `{HEADING}`."
    )


@each_file
def test_a_file_belongs_to_a_chapter(path: Path) -> None:
    assert path in map(file_of, CHAPTERS), (
        f"docs_src/{SUITE}/{path.name} belongs to no page of docs/guide. Call it after "
        "one: test_drf_cases.py belongs to drf-cases.md."
    )


def test_no_other_page_has_a_file_of_the_suite() -> None:
    for page in sorted({*DOCS.rglob("*.md")} - {*CHAPTERS}):
        for name in INCLUDE.findall(page.read_text()):
            assert not name.startswith(f"{SUITE}/"), (
                f"docs/{page.relative_to(DOCS)} includes {name}, which belongs to a "
                "chapter of the guide. Link to that chapter instead."
            )
