"""Pressing Run, and waiting for what comes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tools.paths import EXAMPLES
from tools.publish.serve import SITE
from tools.sources.navigation import settings

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

# The first run loads Python, on a machine that may have much else to do.
LONG = 60_000
SETTLED = re.compile("passed|failed")
VERBS = "client/test_verbs.py"


def code_of(example: str) -> str:
    """Return the code of an example, as its card shows it."""
    source = (EXAMPLES / example).read_text(encoding="utf-8")
    return re.sub(r"[ \t]*# \[!\][ \t]*$", "", source, flags=re.MULTILINE)


def card_of(page: Page, example: str) -> Locator:
    """Return the card of an example on a page."""
    return page.locator(f'.rf-card[data-example="{example}"]')


def status_of(card: Locator) -> Locator:
    """Return the line that says how a run is."""
    return card.locator(".rf-run__status")


def press_run(card: Locator) -> None:
    """Press Run."""
    card.locator(".rf-button--run").click()


def settled(card: Locator) -> str:
    """Wait until a run has ended by itself, and return what is said of it."""
    expect(status_of(card)).to_have_attribute("data-kind", SETTLED, timeout=LONG)
    return status_of(card).inner_text()


def run(card: Locator) -> str:
    """Press Run, wait for the end, and return what is said of it."""
    press_run(card)
    return settled(card)


def write(card: Locator, code: str) -> None:
    """Put code into the editor in place of what is there."""
    card.locator(".cm-content").focus()
    card.page.keyboard.press("ControlOrMeta+a")
    card.page.keyboard.insert_text(code.rstrip("\n"))


def open_tab(page: Page, name: str) -> None:
    """Go to another part of the site, by its link at the top of the page."""
    # With the keyboard: a link that comes back into sight slides into its place, and by
    # then a click on where it was a moment ago hits nothing.
    page.locator(".md-tabs a", has_text=name).first.press("Enter")


def exchange_contents(page: Page, origin: str) -> None:
    """Have links exchange the content of the page, as on the site's own host."""
    if "navigation.instant" not in settings()["theme"]["features"]:
        pytest.skip("the site loads each page as a whole")
    # The theme compares its addresses with those of the sitemap, which name no port.
    published = settings()["site_url"]
    sitemap = (SITE / "sitemap.xml").read_text().replace(published, origin)
    page.route("**/sitemap.xml", lambda route: route.fulfill(body=sitemap))


def pages(where: str) -> list[str]:
    """Return the pages with cards of one kind; the gallery has no cards."""
    return sorted(
        path.relative_to(SITE).as_posix().removesuffix("index.html")
        for path in SITE.rglob("*.html")
        if f'data-run="{where}"' in path.read_text(encoding="utf-8")
        and path.parent.name != "examples"
    )
