"""Before, during and after a run, and failing: in both schemes, and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.running import LONG, VERBS, card_of, code_of, press_run, run, write
from tests.browser.visiting import Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

WIDTHS = {"desktop": 1280, "phone": 375}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_run_is_accessible_and_fits(
    browser: Browser, origin: str, scheme: Literal["light", "dark"], width: str
) -> None:
    context = browser.new_context(
        color_scheme=scheme,
        reduced_motion="reduce",
        viewport={"width": WIDTHS[width], "height": 900},
    )
    visit = Visit(context.new_page(), origin)
    page = visit.page
    page.goto(f"{origin}guide/client/")
    card = card_of(page, VERBS)
    check(card)

    run(card)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    check(card)

    write(card, code_of(VERBS).replace("TRACE", "").replace(", 200", ", 204"))
    run(card)
    check(card)

    write(card, "def test_loop() -> None:\n    while True: pass\n")
    press_run(card)
    expect(card.locator(".rf-output")).to_contain_text("test_loop", timeout=LONG)
    check(card)
    card.get_by_role("button", name="Stop").click()

    page.goto(f"{origin}playground/")
    playground = page.locator(".rf-playground")
    expect(playground.locator(".cm-content")).to_be_visible()
    run(playground)
    check(playground)
    assert visit.complaints == []
    context.close()


def check(place: Locator) -> None:
    """Find nothing that axe would complain of, and nothing wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    page = place.page
    # Of the many cards of a page, only this one.
    place.evaluate("place => place.setAttribute('data-checked', '')")
    found = Axe().run(page, context={"include": [["[data-checked]"]]})
    assert not found.response["violations"], found.generate_report()
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, f"the page is {over} px too wide"
