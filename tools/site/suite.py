"""The suite that grows with the guide: its files, and how many tests they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.site.overview import link
from tools.sources.catalogue import SUITE, Example, home_of
from tools.sources.navigation import pages, settings

PAGE = "guide/suite.md"


def tree(examples: Sequence[Example], shown: Mapping[str, list[str]]) -> str:
    """Return the tree of the shop with the tests of all chapters, and their number.

    Args:
        examples: The examples, among them those of the suite.
        shown: Which pages include what.
    """
    order = [page.path for page in pages(settings()["nav"])]

    def place(example: Example) -> int:
        home = home_of(example, dict(shown))
        return order.index(home) if home in order else len(order)

    suite = sorted((e for e in examples if e.topic == SUITE), key=place)
    lines = [
        "- `shop/`",
        "    - `manage.py`, `pytest.ini` and the apps",
        "    - `tests/`",
    ]
    lines += [f"        - {_file(example, shown)}" for example in suite]
    total = _tests(sum(map(number, suite)))
    files = f"{len(suite)} files" if len(suite) > 1 else "one file"
    return "\n".join([*lines, "", f"These are {total} in {files}.", ""])


def number(example: Example) -> int:
    """Return how many tests an example has, each with its parameters."""
    return len(example.record["tests"])


def _file(example: Example, shown: Mapping[str, list[str]]) -> str:
    name = Path(example.path).name
    return f"`{name}`: {link(example, shown, PAGE)} ({_tests(number(example))})"


def _tests(count: int) -> str:
    return "one test" if count == 1 else f"{count} tests"
