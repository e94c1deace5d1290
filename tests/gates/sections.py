"""The sections of a page, what they include, and which codes they name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tools.markdown import INCLUDE
from tools.sources.catalogue import load_examples
from tools.sources.traps import catalogue

_FENCE = re.compile(r"^ *(`{3,}|~{3,}).*?^ *\1$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#{2,4} .*)$", re.MULTILINE)
_CODE = re.compile(r"\b(?:restflow\.)?([EW]\d{3})\b")
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]*)\)")


class Section(NamedTuple):
    """A part of a page.

    Attributes:
        heading: Its heading, as it is typed; nothing for what is above the first one.
        text: What follows, without fences.
    """

    heading: str
    text: str

    @property
    def title(self) -> str:
        """The heading without its marks and without its anchor."""
        return self.heading.lstrip("# ").partition("{")[0].strip()

    @property
    def cards(self) -> list[str]:
        """What it includes."""
        return INCLUDE.findall(self.text)

    @property
    def codes(self) -> set[str]:
        """The codes of errors that it names, such as E110."""
        return {*_CODE.findall(f"{self.heading}\n{self.text}")}

    @property
    def targets(self) -> list[str]:
        """Where its links lead."""
        return [link["target"] for link in _LINK.finditer(self.text)]


def without_fences(text: str) -> str:
    """Return a page without what is in fences."""
    return _FENCE.sub("", text)


def sections(text: str) -> Iterator[Section]:
    """Yield the sections of a page, of each level."""
    first, *parts = _HEADING.split(without_fences(text))
    yield Section("", first)
    for heading, rest in zip(parts[::2], parts[1::2], strict=True):
        yield Section(heading, rest)


def chapters(text: str) -> Iterator[Section]:
    """Yield the sections of the second level, each with those below it."""
    found: list[Section] = []
    for section in sections(text):
        if section.heading.startswith("## "):
            found.append(section)
        elif found:
            last = found.pop()
            found.append(Section(last.heading, f"{last.text}\n{section.text}"))
    yield from found


def misled(text: str) -> Iterator[str]:
    """Yield the links of a page whose text names a code that they don't lead to."""
    for link in _LINK.finditer(text):
        for code in _CODE.findall(link["text"]):
            if f"{code.lower()}.md" not in link["target"].lower():
                yield link[0]


@cache
def showing() -> dict[str, set[str]]:
    """Return the cards that show each error: of its example, or with its code."""
    found = {
        trap.code.removeprefix("restflow."): {_card(trap.example)}
        for trap in catalogue()
    }
    for example in load_examples():
        shown = f"{example.source}\n{example.record['tests']}"
        for code in _CODE.findall(shown):
            found.setdefault(code, set()).add(example.card)
    return found


def unproved(section: Section) -> set[str]:
    """Return the codes of a section that neither a card of it nor a link explains."""
    return {
        code
        for code in section.codes
        if not showing().get(code, set()) & {*section.cards}
        and not any(f"{code.lower()}.md" in target for target in section.targets)
    }


def _card(example: str) -> str:
    return example.replace("/test_", "/").replace(".py", ".md")
