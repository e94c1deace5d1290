"""Build the site with Zensical from the same mkdocs.yml, and compare cards and search.

Zensical is the successor of Material for MkDocs. The site must not come to depend on
what only the latter has: each page has to show the same cards in both, and the search
has to find the same words.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tools.markdown import INCLUDE
from tools.paths import DOCS, ROOT

CARD = re.compile(r'id="(example-[\w-]+)"')
EXCHANGE = re.compile(r"<details[^>]*rf-exchange\b")
SHARED = ("build", "docs", "docs_src", "overrides", "src")


def build(directory: Path) -> Path:
    """Build the site with Zensical, and return where it is.

    Args:
        directory: An empty directory: Zensical builds beside its configuration.
    """
    shutil.copy(ROOT / "mkdocs.yml", directory)
    for name in SHARED:
        shutil.copytree(ROOT / name, directory / name)
    for name in included_files():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, directory / name)
    zensical = Path(sys.executable).with_name("zensical")
    subprocess.run([zensical, "build", "--strict"], cwd=directory, check=True)
    return directory / "site"


def included_files() -> set[str]:
    """Return what pages include and no tool makes, such as tables of tests."""
    texts = (page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md"))
    names = {name for text in texts for name in INCLUDE.findall(text)}
    return {name for name in names if (ROOT / name).is_file()}


def cards(site: Path) -> dict[str, Counter[str]]:
    """Return what each page shows: its cards, and how many exchanges.

    Args:
        site: A built site.
    """
    shown: dict[str, Counter[str]] = {}
    for page in sorted(site.rglob("index.html")):
        html = page.read_text()
        found = Counter(CARD.findall(html))
        found["exchanges"] = len(EXCHANGE.findall(html))
        shown[page.relative_to(site).as_posix()] = found
    return shown


def words(index: Path, key: str) -> dict[str, Counter[str]]:
    """Return the words that a search finds, by the section where they are.

    Args:
        index: The index of a built site.
        key: Where it has the sections.
    """
    sections = json.loads(index.read_text(encoding="utf-8"))[key]
    return {
        section["location"]: Counter(re.findall(r"\w+", section["text"]))
        for section in sections
    }


def main() -> int:
    """Compare the two sites, and name the pages that differ."""
    here = ROOT / "site"
    shown = cards(here)
    expected = shown | words(here / "search" / "search_index.json", "docs")
    with tempfile.TemporaryDirectory() as directory:
        there = build(Path(directory))
        found = cards(there) | words(there / "search.json", "items")
    differing = [page for page in expected if expected[page] != found.get(page)]
    for page in differing:
        print(f"{page} differs: {expected[page]} here, {found.get(page)} in Zensical")
    total = sum(sum(page.values()) for page in shown.values())
    if not total:
        print("There are no cards in ./site: run `make html`.")
    if differing or not total:
        return 1
    print(f"Zensical shows the same cards and words in {len(expected)} places.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
