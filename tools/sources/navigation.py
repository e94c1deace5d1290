"""The pages of the site, in the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple, cast

import yaml

from tools.paths import DOCS, ROOT
from tools.sources.traps import catalogue

# In characters: what a search engine shows of one.
LONGEST_DESCRIPTION = 155

_FRONT = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_TAG_LINE = re.compile(r"^[ \t]*</?div[^>]*>[ \t]*\n", re.MULTILINE)
_TAB = re.compile(r"^/// tab \| (.+)$", re.MULTILINE)
_TAB_END = re.compile(r"^///\n", re.MULTILINE)
_ATTRIBUTES = re.compile(r"[ \t]*\{ [.#][^}]*\}")


class Page(NamedTuple):
    """A page of the navigation.

    Attributes:
        section: The title of its section, empty at the top.
        title: Its title in the navigation.
        path: Its file below docs.
    """

    section: str
    title: str
    path: str

    @property
    def description(self) -> str:
        """What its front matter says of it, or an empty text."""
        front = _FRONT.match((DOCS / self.path).read_text(encoding="utf-8"))
        found = cast("dict[str, Any]", yaml.safe_load(front[1]) if front else {})
        return str(found.get("description", ""))

    @property
    def text(self) -> str:
        """Its Markdown, without front matter and without HTML wrappers."""
        text = (DOCS / self.path).read_text(encoding="utf-8")
        text = _TAG_LINE.sub("", _FRONT.sub("", text))
        text = _TAB_END.sub("", _TAB.sub(r"**\1**", text))
        return _ATTRIBUTES.sub("", text)

    def url(self, site: str) -> str:
        """Return its address."""
        name = self.path.removesuffix(".md").removesuffix("index")
        return f"{site}{name.strip('/')}/" if name else site


def settings() -> dict[str, Any]:
    """Read mkdocs.yml."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return cast("dict[str, Any]", yaml.safe_load(text))


def pages(nav: list[Any], section: str = "") -> Iterator[Page]:
    """Go through the pages of a navigation, in order."""
    for entry in nav:
        # The first page of a section has the section's title.
        named = {section: entry} if isinstance(entry, str) else entry
        for title, target in named.items():
            if isinstance(target, str):
                yield Page(section, title, target)
            else:
                yield from pages(target, title)


def every_page() -> list[Page]:
    """Return the pages of the navigation, and those that messages lead to."""
    errors = [
        Page("Error codes", f"{trap.code}: {trap.title}", f"errors/{trap.page}")
        for trap in catalogue()
    ]
    return [*pages(settings()["nav"]), *errors]
