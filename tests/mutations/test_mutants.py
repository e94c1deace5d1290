"""What `make score` changes: each mutant is a program, and the sample is the same."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.mutations.mutants import (
    PARTS,
    Mutant,
    every_mutant,
    mutants_of,
    part_of,
    sample,
)
from tests.mutations.reach import Reach
from tests.mutations.trying import batches_of
from tools.paths import ROOT

SOURCE = '''
LIMIT = 5

@decorator(limit=1)
def read(stream, size=10):
    """Say what it does."""
    if size > LIMIT and not stream.closed:
        raise ValueError(f"{size} is too much")
    stream.seek(0)
    return stream.read(size)
'''


def news(mutants: list[Mutant], *, is_text: bool) -> set[str]:
    return {mutant.new for mutant in mutants if mutant.is_text == is_text}


def test_what_a_function_does_is_changed_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.mutations.mutants.ROOT", tmp_path)
    path = tmp_path / "reading.py"
    path.write_text(SOURCE)

    mutants = mutants_of(path)

    assert news(mutants, is_text=False) == {
        "(not (size > LIMIT and (not stream.closed)))",
        "(size > LIMIT or not stream.closed)",
        "(size >= LIMIT)",
        "(stream.closed)",
        "pass",
        "(1)",
        "return None",
    }
    assert news(mutants, is_text=True) == {"(f'{size} is too much~')"}
    for mutant in mutants:
        path.write_text(SOURCE)
        mutant.apply(tmp_path)
        assert path.read_text() != SOURCE


def test_each_mutant_is_a_program() -> None:
    for mutant in every_mutant():
        text, (start, end) = (ROOT / mutant.file).read_bytes(), mutant.span
        compile(text[:start] + mutant.new.encode() + text[end:], mutant.file, "exec")


def test_a_sample_has_some_of_each_part_and_is_the_same_each_time() -> None:
    mutants = [mutant for mutant in every_mutant() if not mutant.is_text]

    chosen = sample(mutants, 300)

    assert chosen == sample(mutants, 300)
    assert len({*chosen}) == 300
    there = {part_of(mutant.file) for mutant in mutants}
    numbers = Counter(part_of(mutant.file) for mutant in chosen)
    assert min(numbers.values()) > 5
    assert {*numbers} == there
    assert there >= {*PARTS} - {"docs"}


def test_examples_that_execute_little_else_run_first() -> None:
    here = Mutant("file", (0, 1), (7, 8), "a", "b", is_text=False)
    lines = {7: {"broad", "narrow"}, 8: {"slow"}, 9: {"broad"}, 10: {"other"}}
    reach = Reach({"file": lines}, {"slow": 60.0})

    assert batches_of(here, reach) == [["narrow", "broad", "slow"]]


def test_examples_that_execute_most_of_the_file_are_among_them() -> None:
    here = Mutant("file", (0, 1), (7, 7), "a", "b", is_text=False)
    names = {f"example {number:02}" for number in range(40)}
    reach = Reach({"file": {7: {*names}, 8: {"example 39"}, 9: {"example 39"}}}, {})

    batches = batches_of(here, reach)

    assert [len(batch) for batch in batches] == [3, 9, 20, 8]
    assert batches[2][0] == "example 39"
