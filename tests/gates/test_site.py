"""Gates: the site builds strictly, its links hold, and it asks nothing of others."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tools.paths import ROOT

LOADS = {
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "link": "href",
    "object": "data", "script": "src", "source": "src", "video": "src",
}  # fmt: skip
# Links that name a page and load nothing.
NAMING = {"alternate", "author", "canonical", "edit", "next", "prev"}
# Pages with an editor, and how many bytes each may have: they are for phones, too.
LIGHT = {"playground": 150_000, "tasks": 250_000}
CSS_URL = re.compile(r"(?:url\(|@import\s+)['\"]?(?P<url>[^'\")\s]+)")


class Page(HTMLParser):
    """A page's anchors, its links, what it loads, and headers of tables."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headers: list[str] = []
        self._in_header = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[key] for key in ("id", "name") if key in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in LOADS and not NAMING & set(values.get("rel", "").split()):
            self.loads.append(values.get(LOADS[tag], ""))
        if tag == "th":
            self._in_header = True
            self.headers.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "th":
            self._in_header = False

    def handle_data(self, data: str) -> None:
        if self._in_header:
            self.headers[-1] += data.strip()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly."""
    directory = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir"]
    built = subprocess.run(  # noqa: S603  (our own command)
        [*command, str(directory)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, f"The site does not build:\n{built.stderr}"
    return directory


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """Each page by its path on the site."""
    return {
        "/" + path.relative_to(site).as_posix().removesuffix("index.html"): Page(
            path.read_text()
        )
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"
    }


def is_here(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.scheme and not parts.netloc


def broken(site: Path, pages: dict[str, Page]) -> Iterator[str]:
    for name, page in pages.items():
        for link in filter(is_here, page.links):
            target = urlsplit(urljoin(name, link))
            path = unquote(target.path)
            if path in pages:
                if (
                    target.fragment
                    and unquote(target.fragment) not in pages[path].anchors
                ):
                    yield f"{name} links to {link}: there is no such anchor"
            elif not (site / path.lstrip("/")).is_file():
                yield f"{name} links to {link}: there is no such page"


def test_every_link_and_anchor_holds(site: Path, pages: dict[str, Page]) -> None:
    assert len(pages) > 10
    assert list(broken(site, pages)) == []


def test_pages_load_nothing_from_other_hosts(pages: dict[str, Page]) -> None:
    loaded = [
        f"{name} loads {url}"
        for name, page in pages.items()
        for url in page.loads
        if not is_here(url) and not url.startswith("data:")
    ]
    assert loaded == []


def test_styles_load_nothing_from_other_hosts(site: Path) -> None:
    loaded = [
        f"{path.relative_to(site)} loads {url}"
        for path in site.rglob("*.css")
        for url in CSS_URL.findall(path.read_text())
        if not is_here(url) and not url.startswith("data:")
    ]
    assert loaded == []


@pytest.mark.parametrize("page", LIGHT)
def test_a_page_with_an_editor_is_light(site: Path, page: str) -> None:
    assert (site / page / "index.html").stat().st_size <= LIGHT[page]


def test_every_header_of_a_table_has_words(pages: dict[str, Page]) -> None:
    # A screen reader says nothing of an empty one. Browsers check it, too, but later.
    empty = [name for name, page in pages.items() if "" in page.headers]
    assert empty == []
