"""Gates: every trap has a code, a page and an example that shows it being caught."""

from __future__ import annotations

import pytest

from tools.paths import DOCS, EXAMPLES
from tools.sources.navigation import Page
from tools.sources.traps import Trap, catalogue

ERRORS = DOCS / "errors"

each_trap = pytest.mark.parametrize("trap", catalogue(), ids=lambda trap: trap.code)


def test_there_is_a_catalogue() -> None:
    codes = [trap.code for trap in catalogue()]
    assert len(codes) > 5
    assert len(codes) == len(set(codes))


@each_trap
def test_a_trap_has_a_page_with_its_code(trap: Trap) -> None:
    first = Page("", "", f"errors/{trap.page}").text.lstrip().partition("\n")[0]
    assert first == f"# {trap.code}: {trap.title}", (
        f"docs/errors/{trap.page} does not begin with the code and the title."
    )


def test_no_page_is_of_a_code_that_is_gone() -> None:
    pages = {page.name for page in ERRORS.glob("*.md")} - {"index.md"}
    assert pages == {trap.page for trap in catalogue()}


@each_trap
def test_the_list_of_pitfalls_leads_to_each(trap: Trap) -> None:
    pages = (DOCS / "pitfalls").glob("*.md")
    line = f"- [{trap.title}](../errors/{trap.page})\n"
    assert any(line in page.read_text() for page in pages), (
        f"No page of docs/pitfalls has the line `{line.rstrip()}`."
    )


# What is not to be installed has no example: its page is reference/checks.md.
@pytest.mark.parametrize(
    "trap", [t for t in catalogue() if t.example], ids=lambda trap: trap.code
)
def test_the_page_of_a_trap_shows_its_example(trap: Trap) -> None:
    assert (EXAMPLES / trap.example).exists(), f"There is no {trap.example}."
    card = trap.example.replace("/test_", "/").replace(".py", ".md")
    assert f'--8<-- "{card}"' in (ERRORS / trap.page).read_text(), (
        f"docs/errors/{trap.page} does not show {trap.example}."
    )
