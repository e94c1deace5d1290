"""Build the site with Zensical from the same mkdocs.yml, and compare the cards.

Zensical is the successor of Material for MkDocs. The site must not come to depend on
what only the latter has: each page has to show the same cards in both.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tools.paths import ROOT

CARD = re.compile(r'id="(example-[\w-]+)"')
EXCHANGE = re.compile(r"<details[^>]*rf-exchange\b")
SHARED = (
    *("CHANGELOG.md", "CONTRIBUTING.md", "build", "docs", "docs_src", "src"),
    "overrides",
    # Their tables are on pages.
    "tests/cases",
    "tests/client",
    "tests/moving",
    "tests/neighbours",
    "tests/pytest_plugin",
)


def build(directory: Path) -> Path:
    """Build the site with Zensical, and return where it is.

    Args:
        directory: An empty directory: Zensical builds beside its configuration.
    """
    shutil.copy(ROOT / "mkdocs.yml", directory)
    for name in SHARED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, directory / name)
    zensical = Path(sys.executable).with_name("zensical")
    subprocess.run([zensical, "build", "--strict"], cwd=directory, check=True)
    return directory / "site"


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


def main() -> int:
    """Compare the two sites, and name the pages that differ."""
    expected = cards(ROOT / "site")
    with tempfile.TemporaryDirectory() as directory:
        found = cards(build(Path(directory)))
    differing = [page for page in expected if expected[page] != found.get(page)]
    for page in differing:
        print(f"{page} differs: {expected[page]} here, {found.get(page)} in Zensical")
    total = sum(sum(page.values()) for page in expected.values())
    if not total:
        print("There are no cards in ./site: run `make html`.")
    if differing or not total:
        return 1
    print(f"Zensical shows the same cards on {len(expected)} pages.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
