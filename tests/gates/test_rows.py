"""Gates: an example that a row names is about what the row is about."""

from __future__ import annotations

import tomllib
from functools import cache

from tools.paths import EXAMPLES, ROOT, examples, name_of
from tools.sources.catalogue import load_rows

FILE = "tests/gates/row_words.toml"
WORDS: dict[str, list[str]] = tomllib.loads((ROOT / FILE).read_text())
# Words that more examples have do not tell one from another.
MOST = 0.5


@cache
def text_of(name: str) -> str:
    return f"{name}\n{(EXAMPLES / name).read_text()}".lower()


def has(name: str, words: list[str]) -> bool:
    return any(word.lower() in text_of(name) for word in words)


def test_each_row_has_its_words() -> None:
    missing = [row for row in load_rows() if not WORDS.get(row)]
    assert not missing, (
        f"{FILE} has no words of {missing[0]}. Add some that its examples have, and "
        "that other examples have not."
    )
    unknown = sorted(WORDS.keys() - load_rows().keys())
    assert not unknown, f"{FILE} has words of {unknown[0]}; rows.toml has no such row."


def test_each_example_of_a_row_has_a_word_of_it() -> None:
    found = [
        (row, name)
        for row, names in load_rows().items()
        for name in names
        if (EXAMPLES / name).exists() and not has(name, WORDS.get(row, []))
    ]
    for row, name in found[:1]:
        words = ", ".join(WORDS.get(row, []))
        raise AssertionError(
            f"rows.toml: {row} names {name}, which has none of the words {words}. Name "
            f"an example of what {row} is about; if {name} is one, add a word of it to "
            f"{FILE}."
        )


def test_the_words_of_a_row_tell_its_examples_from_others() -> None:
    names = [name_of(path) for path in examples()]
    for row, words in WORDS.items():
        share = sum(has(name, words) for name in names) / len(names)
        assert share <= MOST, (
            f"{FILE}: {share:.0%} of all examples have a word of {row}. Choose others."
        )
