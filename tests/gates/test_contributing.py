"""Gates: CONTRIBUTING.md says where things are, and they are there."""

from __future__ import annotations

import re

import pytest

from tools.checks.homes import FILE, table, written
from tools.paths import ROOT

# What begins with `docs/_` is below `src/restflow`.
NAMED = re.compile(r"`((?:src|tests|tools|docs_src|docs(?!/_))/[\w./-]*)`")
TEXT = FILE.read_text(encoding="utf-8")
# The names of this table are those of files below `src/restflow`.
OUTSIDE = TEXT.partition("<!-- homes -->")[0] + TEXT.partition("<!-- /homes -->")[2]
INSIDE = (ROOT / "src" / "restflow" / "test").glob("_*/__init__.py")
ROOMS = sorted(path.parent.name for path in INSIDE)


def test_the_table_of_where_everything_lives_is_up_to_date() -> None:
    assert written() == table(), (
        "CONTRIBUTING.md has an old table of where everything lives. "
        "Run `python -m tools.checks.homes --write`."
    )


@pytest.mark.parametrize("name", sorted(set(NAMED.findall(OUTSIDE))))
def test_what_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists(), f"CONTRIBUTING.md names {name}, which isn't there."


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_has_its_sentence(room: str) -> None:
    assert f"| `{room}` |" in TEXT, f"CONTRIBUTING.md says nothing of {room}."
