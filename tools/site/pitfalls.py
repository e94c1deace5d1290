"""The lists of pitfalls: what stands on their pages, on one page that is short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from markdown.extensions.toc import slugify  # type: ignore[import-untyped]

from tools.paths import DOCS
from tools.sources.navigation import pages, settings

_HEADING = re.compile(r"^(#{1,3}) (.*?)(?: \{ ?#([\w-]+) ?\})?$")
# What restflow reports has a page of its own, which the page of its topic names.
_CODE = re.compile(r"^- \[(.*)\]\(\.\./errors/([ew]\d+)\.md\)$")


def listed(folder: str) -> str:
    """Return what the pages of a folder have, by section, as links to it.

    Args:
        folder: The folder, below `docs`.
    """
    lines = [line for page in _pages(folder) for line in _of_page(DOCS / page)]
    return "\n".join(lines).lstrip() + "\n"


def _pages(folder: str) -> list[str]:
    """Return its pages but for the first, in the order of the navigation."""
    found = [page.path for page in pages(settings()["nav"])]
    return [
        path
        for path in found
        if path.startswith(f"{folder}/") and not path.endswith("/index.md")
    ]


def _of_page(page: Path) -> Iterator[str]:
    text = page.read_text(encoding="utf-8")
    # Where all is about one thing, the entries stand below the title of the page.
    group, entry = ("##", "###") if "\n### " in text else ("#", "##")
    for line in text.splitlines():
        if code := _CODE.match(line):
            title, name = code.groups()
            mark = f"`restflow.{name.upper()}`"
            yield f"- [{title}](../errors/{name}.md){{ #restflow{name} }} {mark}"
        elif heading := _HEADING.match(line):
            level, title, anchor = heading.groups()
            anchor = anchor or slugify(_plain(title), "-")
            if level == entry:
                yield f"- [{title}]({page.name}#{anchor}){{ #{anchor} }}"
            elif level == group:
                yield f"\n## {title} {{ #{anchor} }}\n"


def _plain(title: str) -> str:
    return title.replace("`", "")
