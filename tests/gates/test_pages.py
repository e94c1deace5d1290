"""Gates: what a page has to be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.paths import DOCS, ROOT, examples, name_of
from tools.sources.navigation import LONGEST_DESCRIPTION, every_page

INCLUDE = re.compile(r'^\s*--8<-- "([^"]+)"', re.MULTILINE)
FENCE = re.compile(
    r"^ *(?P<ticks>`{3,}|~{3,})(?P<info>[^\n]*)\n(?P<body>.*?)^ *(?P=ticks)$",
    re.MULTILINE | re.DOTALL,
)
PYTHON = re.compile(r"^\s*\{?\s*\.?(python|py|pycon|python3)\b", re.IGNORECASE)

PAGES = sorted(DOCS.rglob("*.md"))


def page_name(path: Path) -> str:
    return path.relative_to(DOCS).as_posix()


each_page = pytest.mark.parametrize("page", PAGES, ids=page_name)


def card_of(example: Path) -> str:
    return name_of(example).replace("/test_", "/").replace(".py", ".md")


def test_every_example_is_on_a_page() -> None:
    included = {name for page in PAGES for name in INCLUDE.findall(page.read_text())}
    missing = [name_of(path) for path in examples() if card_of(path) not in included]
    assert not missing, (
        f"{missing[0]} is on no page. Put "
        f'`--8<-- "{missing[0].replace("/test_", "/").replace(".py", ".md")}"` on one.'
    )


@each_page
def test_every_include_exists(page: Path) -> None:
    for name in INCLUDE.findall(page.read_text()):
        found = (ROOT / "build" / "cards" / name).exists() or (ROOT / name).exists()
        assert found, (
            f"docs/{page_name(page)} includes {name!r}, which is neither a card nor a "
            "file. A card is named after its example: client/test_verbs.py is "
            "'client/verbs.md'."
        )


@each_page
def test_a_page_holds_no_python_of_its_own(page: Path) -> None:
    for fence in FENCE.finditer(page.read_text()):
        body = fence["body"].strip()
        only_includes = all(INCLUDE.match(line) for line in body.splitlines())
        line = page.read_text()[: fence.start()].count("\n") + 1
        assert not PYTHON.match(fence["info"]) or (body and only_includes), (
            f"docs/{page_name(page)}:{line} holds Python that nothing runs. Make it an "
            "example in docs_src and include its card."
        )


@each_page
def test_a_page_speaks_of_no_machine(page: Path) -> None:
    assert str(ROOT) not in page.read_text()


def test_every_page_says_what_it_is_for() -> None:
    described: dict[str, str] = {}
    for page in every_page():
        text = page.description
        assert text.endswith("."), (
            f"docs/{page.path} has no description in its front matter: a sentence that "
            "is shown where somebody shares a link to the page, and in llms.txt."
        )
        assert 40 <= len(text) <= LONGEST_DESCRIPTION, (
            f"The description of docs/{page.path} has {len(text)} characters."
        )
        assert text not in described, f"docs/{page.path} and docs/{described[text]}"
        described[text] = page.path
    assert len(described) > 60
