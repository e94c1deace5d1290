"""Gates: the site builds strictly, its links hold, and it asks nothing of others."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest

from tools.paths import ROOT, examples
from tools.publish.light import light
from tools.records.api import public_names
from tools.sources.navigation import LONGEST_DESCRIPTION, settings

# Of a page, in bytes, before compression.
HEAVIEST = 250_000
LOADS = {
    "audio": "src", "embed": "src", "iframe": "src", "img": "src", "link": "href",
    "object": "data", "script": "src", "source": "src", "video": "src",
}  # fmt: skip
# Links that name a page and load nothing.
NAMING = {"alternate", "author", "canonical", "edit", "next", "prev"}
# The first page of the reference has a table of all names.
NAMES = "/reference/test/"
ADDRESS: str = settings()["site_url"]
BASE = urlsplit(ADDRESS).path.rstrip("/")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CSS_URL = re.compile(r"(?:url\(|@import\s+)['\"]?(?P<url>[^'\")\s]+)")


class Page(HTMLParser):
    """A page's anchors, links, loads, text and headers, and what its head says."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.headers: list[str] = []
        self.text = ""
        self.canonical: list[str] = []
        self.meta: dict[str, str] = {}
        self._in_header = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors |= {values[key] for key in ("id", "name") if key in values}
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in LOADS and not NAMING & set(values.get("rel", "").split()):
            self.loads.append(values.get(LOADS[tag], ""))
        if tag == "link" and values.get("rel") == "canonical":
            self.canonical.append(values["href"])
        if tag == "meta":
            key = values.get("property") or values.get("name", "")
            self.meta[key] = values.get("content", "")
        if tag == "th":
            self._in_header = True
            self.headers.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "th":
            self._in_header = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_header:
            self.headers[-1] += data.strip()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly, as it is deployed."""
    directory = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    deployed = ["--config-file", "mkdocs.deploy.yml", "--site-dir", str(directory)]
    built = subprocess.run(  # noqa: S603  (our own command)
        [*command, *deployed],
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
            target = urlsplit(urljoin(f"{BASE}{name}", link))
            path = unquote(target.path).removeprefix(BASE)
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


def test_every_header_of_a_table_has_words(pages: dict[str, Page]) -> None:
    # A screen reader says nothing of an empty one. Browsers check it, too, but later.
    empty = [name for name, page in pages.items() if "" in page.headers]
    assert empty == []


def test_no_page_is_heavy(site: Path) -> None:
    sizes = {
        str(path.relative_to(site)): len(light(path.read_text()).encode())
        for path in site.rglob("*.html")
    }
    # It has a line for each example, and each leads to a page with all of it.
    assert sizes.pop("examples/index.html") < 600 * len(examples())
    assert {name: size for name, size in sizes.items() if size > HEAVIEST} == {}


def test_a_lighter_page_says_the_same(site: Path) -> None:
    for path in site.rglob("*.html"):
        html = path.read_text()
        before, after = Page(html), Page(light(html))
        assert before.anchors == after.anchors
        assert before.links == after.links
        assert before.text.split() == after.text.split()


def test_code_keeps_its_blanks() -> None:
    code = '<pre><b class="k">if</b><span class="w"> </span>a:\n    b</pre>'
    lighter = '<pre><b class="k">if</b> a:\n    b</pre>'
    assert light(f"<p>\n    {code}\n") == f"<p>\n{lighter}\n"


def test_the_table_of_names_leads_on_to_each_entry(pages: dict[str, Page]) -> None:
    names = {name for name in public_names() if name.startswith("restflow.test.")}
    top = {name for name in names if name.count(".") == 2}
    assert len(top) > 40
    rows = pages[NAMES]
    assert names - rows.anchors == set()
    assert top - {urlsplit(link).fragment for link in rows.links} == set()


def test_no_link_to_a_name_ends_in_the_table_of_names(pages: dict[str, Page]) -> None:
    astray = [
        f"{name} links to {link}"
        for name, page in pages.items()
        for link in page.links
        if urljoin(name, link).startswith(f"{NAMES}#restflow.")
    ]
    assert astray == []


def test_every_page_names_its_address_below_the_newest_release(
    site: Path, pages: dict[str, Page]
) -> None:
    assert ADDRESS.endswith("/stable/")
    expected = {name: f"{ADDRESS}{name.removeprefix('/')}" for name in pages}
    assert {name: page.canonical for name, page in pages.items()} == {
        name: [address] for name, address in expected.items()
    }
    sitemap = ET.parse(site / "sitemap.xml")  # noqa: S314  (mkdocs wrote it just now)
    listed = [found.text for found in sitemap.iter(f"{SITEMAP}loc")]
    assert sorted(map(str, listed)) == sorted(expected.values())


def test_a_page_that_is_shared_has_a_title_a_description_and_a_picture(
    site: Path, pages: dict[str, Page]
) -> None:
    for name, page in pages.items():
        meta = page.meta
        assert meta["og:title"], name
        assert 20 < len(meta["og:description"]) <= LONGEST_DESCRIPTION, name
        assert [meta["og:url"]] == page.canonical
        assert meta["og:image"] == f"{ADDRESS}assets/card.png"
        assert meta["twitter:card"] == "summary_large_image"
        # The theme shows the same to search engines, where somebody wrote it.
        assert meta["og:description"] == meta["description"]
    picture = (site / "assets" / "card.png").read_bytes()
    size = [int.from_bytes(picture[start : start + 4]) for start in (16, 20)]
    assert size == [1200, 630]
    assert len(picture) < 60_000


def test_the_page_for_what_is_not_found_works_at_any_address(
    site: Path, pages: dict[str, Page]
) -> None:
    lost = Page((site / "404.html").read_text())
    inside = [url for url in lost.links if is_here(url) and not url.startswith("#")]
    assert len(inside) > 10
    for url in [*inside, *filter(None, lost.loads)]:
        # Relative to the address that was not found, they would lead anywhere.
        assert url.startswith(f"{BASE}/"), url
        path = urlsplit(urljoin(ADDRESS, url)).path.removeprefix(BASE)
        assert path in pages or (site / path.lstrip("/")).is_file(), url
