"""The site on its host: beside other versions, and where there is no page."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import AXE_OPTIONS, Visit
from tools.paths import DOCS, ROOT
from tools.publish.deploy import BRANCH, LISTS, deploy
from tools.publish.serve import SITE, Handler, in_background

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Two pages with all that surrounds them on the site.
CONFIG = f"""\
INHERIT: {ROOT}/mkdocs.deploy.yml
theme:
  custom_dir: {ROOT}/overrides
nav:
  - Home: index.md
  - Guide:
      - Requests: guide/client.md
not_in_nav: "*"
"""


class Host(Handler):
    """A host that has one page for all that is not found, as GitHub Pages has."""

    def send_error(
        self, code: int, message: str | None = None, explain: str | None = None
    ) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = Path(self.directory, "restflow", "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def hosted(directory: Path) -> Iterator[str]:
    """Yield the address of a host's directory `restflow`."""
    handler = partial(Host, directory=str(directory))
    with in_background(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as address:
        yield f"{address}restflow/"


def run(*command: str) -> bytes:
    ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  (ours)
    return ran.stdout


def built(directory: Path, text: str) -> Path:
    """A site of two pages, built as ours is."""
    docs = directory / "docs"
    shutil.copytree(DOCS / "assets", docs / "assets")
    (docs / "guide").mkdir()
    (docs / "index.md").write_text(f"# Home of {text}\n")
    (docs / "guide" / "client.md").write_text(f"# Requests of {text}\n")
    (directory / "mkdocs.yml").write_text(CONFIG)
    configuration = str(directory / "mkdocs.yml")
    run(sys.executable, "-m", "mkdocs", "build", "--config-file", configuration)
    for name in LISTS:
        (directory / "site" / name).touch()
    return directory / "site"


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site that has a release, and what is on main beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("repository"))
        for name in ("GIT_AUTHOR", "GIT_COMMITTER"):
            patch.setenv(f"{name}_NAME", "Somebody")
            patch.setenv(f"{name}_EMAIL", "somebody@example.com")
        run("git", "init", "--quiet")
        run("git", "commit", "--quiet", "--allow-empty", "--message=First")
        deploy(built(tmp_path_factory.mktemp("release"), "0.1"), "0.1.0")
        deploy(built(tmp_path_factory.mktemp("main"), "main"), "dev")
        archive = run("git", "archive", BRANCH)
    directory = tmp_path_factory.mktemp("host")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(directory / "restflow", filter="data")
    with hosted(directory) as address:
        yield address


def on_host(browser: Browser, address: str) -> Visit:
    return Visit(browser.new_page(reduced_motion="reduce"), address)


def violations(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    results = Axe().run(page, options=AXE_OPTIONS["light"])
    return [one["id"] for one in results.response["violations"]]


def test_a_reader_who_names_no_version_gets_the_newest_release(
    browser: Browser, deployed: str
) -> None:
    visit = on_host(browser, deployed)
    visit.page.goto(deployed)
    expect(visit.page.locator("h1")).to_have_text("Home of 0.1¶")
    assert visit.page.url == f"{deployed}stable/"
    expect(visit.page.locator(".md-version")).to_contain_text("0.1")
    expect(visit.page.locator("[data-md-component=outdated]")).to_be_hidden()
    assert visit.complaints == []


def test_another_version_is_chosen_and_says_that_it_is_not_the_newest(
    browser: Browser, deployed: str
) -> None:
    visit = on_host(browser, deployed)
    page = visit.page
    page.goto(f"{deployed}stable/guide/client/")
    # With the keyboard: the list comes out from below the mouse.
    page.locator(".md-version__link", has_text="dev").press("Enter")

    banner = page.locator("[data-md-component=outdated]")
    # In a version, its pages are looked for in its sitemap.
    expect(page.locator("h1")).to_contain_text("main")
    expect(banner).to_contain_text("not the documentation of the newest release")
    # It is there at once on the next page, too.
    page.goto(f"{deployed}dev/guide/client/")
    expect(banner).to_be_visible()
    assert violations(page) == []
    assert visit.complaints == []

    banner.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("Home of 0.1¶")
    expect(banner).to_be_hidden()
    assert visit.complaints == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole site, as the newest release."""
    if not (SITE / "index.html").exists():
        pytest.fail("There is no site to look at. Run `make html`.")
    directory = tmp_path_factory.mktemp("host")
    (directory / "restflow").mkdir()
    (directory / "restflow" / "stable").symlink_to(SITE, target_is_directory=True)
    shutil.copy(SITE / "404.html", directory / "restflow")
    with hosted(directory) as address:
        yield address


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("stable/guide/clients", "guide clients"),
        ("guide/client/", "guide client"),
        ("dev/a/b/c/d/transaction-on_commit.html", "a b c d transaction on commit"),
        ("0.1/errors/e101/index.html", "errors e101"),
        ("stable/%E4%BD%A0/100%/", "100"),
    ],
)
def test_a_page_that_is_not_found_offers_to_search_for_its_words(
    browser: Browser, whole: str, path: str, words: str
) -> None:
    page = on_host(browser, whole).page
    answer = page.goto(whole + path)
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_label("Search for")).to_have_value(words)


def test_the_search_for_a_page_that_is_not_found_finds_it(
    browser: Browser, whole: str
) -> None:
    page = on_host(browser, whole).page
    page.goto(f"{whole}errors/restflow.E101")
    page.get_by_role("button", name="Search", exact=True).click()

    first = page.locator(".md-search-result__item a").first
    expect(first).to_be_visible(timeout=60_000)
    assert urlsplit(page.url).path == "/restflow/stable/"
    assert "e101" in unquote(first.get_attribute("href") or "").lower()


def test_a_page_that_is_not_found_is_whole_and_accessible(
    browser: Browser, whole: str
) -> None:
    visit = on_host(browser, whole)
    visit.page.goto(f"{whole}dev/some/where/else/")
    assert violations(visit.page) == []
    # The page itself is what was not found; nothing that it asks for is missing.
    assert len(visit.complaints) == 1
    assert "404" in visit.complaints[0]
    visit.page.get_by_role("link", name="Pitfalls", exact=True).last.click()
    expect(visit.page.locator("h1")).to_contain_text("Pitfalls")


def test_without_scripts_a_page_that_is_not_found_has_links_and_no_search(
    browser: Browser, whole: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{whole}dev/nothing/")
    assert page.get_by_label("Search for").is_hidden()
    page.locator("article").get_by_role("link", name="Error codes").click()
    assert urlsplit(page.url).path == "/restflow/stable/errors/"
    context.close()
