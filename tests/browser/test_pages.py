"""Every page, on a desktop and on a phone; one of each kind in the dark, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.visiting import AXE_OPTIONS, SCHEMES, Visit
from tools.publish.serve import SITE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = sorted(
    path.relative_to(SITE).as_posix().removesuffix("index.html")
    for path in SITE.rglob("*.html")
)
# One page of each kind has every colour; test_run_accessible.py has the playground.
DARK = (
    "",
    "comparison/",
    "examples/",
    "guide/client/",
    "errors/e101/",
    "pitfalls/",
    "reference/test/client/",
    "404.html",
)
VISITS = [("light", path) for path in PAGES] + [("dark", path) for path in DARK]

# The code of a page's first card has the colours that the others have, and thousands
# of elements fewer to look at.
CARD = ".rf-card"
CONTEXT = {"exclude": [[f"{CARD} ~ {CARD} .highlight"]]}


@pytest.fixture(scope="module")
def visits(browser: Browser, origin: str) -> Iterator[dict[str, Visit]]:
    contexts = {
        scheme: browser.new_context(
            color_scheme=scheme,
            reduced_motion="reduce",
            viewport={"width": 1280, "height": 900},
        )
        for scheme in SCHEMES
    }
    yield {name: Visit(c.new_page(), origin) for name, c in contexts.items()}
    for context in contexts.values():
        context.close()


def test_there_are_pages(origin: str) -> None:
    assert PAGES, f"nothing to visit at {origin}"


@pytest.mark.parametrize(("scheme", "path"), VISITS)
def test_page_is_accessible_quiet_and_fits_a_phone(
    visits: dict[str, Visit], origin: str, scheme: str, path: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    visit = visits[scheme]
    visit.complaints.clear()
    page = visit.page
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(origin + path)
    # What is folded away is read too.
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")

    results = Axe().run(page, context=CONTEXT, options=AXE_OPTIONS[scheme])
    found = results.response["violations"]
    assert not found, "\n".join(map(_describe, found))

    page.set_viewport_size({"width": 375, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 375, f"the page is {wide} px wide on a phone"
    assert visit.complaints == []


def _describe(violation: dict[str, object]) -> str:
    nodes = violation["nodes"]
    assert isinstance(nodes, list)
    shown = "\n".join(
        f"  {node['target']}: {node['failureSummary']}" for node in nodes[:5]
    )
    return f"{violation['id']} ({len(nodes)} times)\n{shown}"
