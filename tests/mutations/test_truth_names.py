"""A value, a name or a docstring that is wrong fails its gate, which says what to do.

Each test breaks one thing of `truth_names.toml` in a copy of the repository, on a page
or in the code, and runs the one gate that has to notice it.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.mutations.breaking import edit, pytest_in

FILE = Path(__file__).with_name("truth_names.toml")
BROKEN: list[dict[str, Any]] = tomllib.loads(FILE.read_text("utf-8"))["broken"]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken["what"])
def test_it_fails_its_gate_which_says_what_to_do(
    copy: Path, broken: dict[str, Any]
) -> None:
    edit(copy / broken["file"], broken["old"], broken["new"])
    gate = f"tests/gates/{broken['gate']}"
    # All that it says, as one thing may be wrong on several pages.
    said = pytest_in(copy, gate, "--maxfail=99", "--tb=short", "-p", "no:randomly")
    # A message is broken into lines where it is long.
    plain = " ".join(said.replace("\nE  ", " ").split())
    for part in broken["said"]:
        assert part in plain, said
