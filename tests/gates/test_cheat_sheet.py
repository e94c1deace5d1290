"""Gate: what the cheat sheet says to write is in examples, which ran."""

from __future__ import annotations

import re

import pytest

from tools.paths import ROOT, examples

SHEET = ROOT / "docs" / "cheat-sheet.md"
# The codes of errors are for tests/gates/test_traps.py.
CODE = re.compile(r"`(?!restflow\.E)([^`]+)`")
# Texts stand for anything; what is a name begins with a letter.
TEXT = re.compile(r'"[^"]*"')
NAME = re.compile(r"[A-Za-z_]\w{2,}")
# What the sheet itself calls things.
OWN = {"add_rows", "bob", "cached_function", "call", "file", "one", "other", "token"}
WRITTEN = frozenset(
    name for path in examples() for name in NAME.findall(path.read_text("utf-8"))
)


@pytest.mark.parametrize("code", CODE.findall(SHEET.read_text("utf-8")))
def test_an_example_writes_it(code: str) -> None:
    names = {*NAME.findall(TEXT.sub("", code))} - OWN
    assert names <= WRITTEN, f"No example has {', '.join(sorted(names - WRITTEN))}."


def test_a_name_that_is_nowhere_would_be_found() -> None:
    assert not {"force_authentication"} <= WRITTEN
