"""Gates: every trap has a code, a heading and an example that shows it being caught."""

from __future__ import annotations

import re

import pytest

from tools.paths import DOCS, EXAMPLES
from tools.site.traps import Trap, catalogue

PITFALLS = DOCS / "pitfalls.md"

each_trap = pytest.mark.parametrize("trap", catalogue(), ids=lambda trap: trap.code)


def section_of(trap: Trap) -> str:
    """Return what stands below a trap's heading.

    Traps that follow each other may share an example, and its card: then it is what
    stands below any of their headings.
    """
    rest = PITFALLS.read_text().partition(f"#{trap.anchor}")[2]
    shared = {t.anchor for t in catalogue() if t.example == trap.example}
    section, _, rest = rest.partition("\n#")
    while any(f"#{anchor}}}" in rest.partition("\n")[0] for anchor in shared):
        more, _, rest = rest.partition("\n#")
        section += more
    return section


def test_there_is_a_catalogue() -> None:
    codes = [trap.code for trap in catalogue()]
    assert len(codes) > 5
    assert len(codes) == len(set(codes))


@each_trap
def test_a_trap_has_a_heading_with_its_code(trap: Trap) -> None:
    heading = re.compile(
        rf"^#+ {re.escape(trap.title)} \{{ ?#{trap.anchor} ?\}}$", re.MULTILINE
    )
    assert heading.search(PITFALLS.read_text()), (
        f"docs/pitfalls.md has no heading `### {trap.title} {{#{trap.anchor}}}`, to "
        f"which the error {trap.code} links."
    )


# A system check has no example: its page is reference/checks.md.
@pytest.mark.parametrize(
    "trap", [t for t in catalogue() if t.example], ids=lambda trap: trap.code
)
def test_the_card_of_a_traps_example_stands_below_its_heading(trap: Trap) -> None:
    assert (EXAMPLES / trap.example).exists(), f"There is no {trap.example}."
    card = trap.example.replace("/test_", "/").replace(".py", ".md")
    assert f'--8<-- "{card}"' in section_of(trap), (
        f"docs/pitfalls.md does not show {trap.example} below {trap.code}."
    )
