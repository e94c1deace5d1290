"""Before, during and after a run, and failing: in both schemes, and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.running import LONG, VERBS, card_of, code_of, press_run, run, write
from tests.browser.visiting import AXE_OPTIONS, SCHEMES

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.visiting import Visit

WIDTHS = (1280, 375)
# On a page that has few, as axe looks through all of a page.
FIXTURES = "pytest_plugin/test_fixtures.py"
CHECKED = {"include": [["[data-checked]"]]}


def test_a_run_is_accessible_and_fits(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(f"{origin}guide/pytest/")
    card = card_of(page, FIXTURES)
    check(card)

    run(card)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    check(card)

    write(card, code_of(FIXTURES).replace('"Mug"}', '"Cup"}', 1))
    assert run(card).startswith("Failed: 1 of 2 tests")
    check(card)

    write(card, "def test_loop() -> None:\n    while True: pass\n")
    press_run(card)
    expect(card.locator(".rf-output")).to_contain_text("test_loop", timeout=LONG)
    check(card)
    card.get_by_role("button", name="Stop").click()
    assert visit.complaints == []


def test_the_playground_is_accessible_and_fits(visit: Visit, origin: str) -> None:
    visit.page.goto(f"{origin}playground/")
    playground = visit.page.locator(".rf-playground")
    expect(playground.locator(".cm-content")).to_be_visible()
    run(playground)
    check(playground)
    assert visit.complaints == []


def test_a_task_is_accessible_and_fits(visit: Visit, origin: str) -> None:
    visit.page.goto(f"{origin}tasks/")
    task = visit.page.locator(".rf-task").first
    expect(task.locator(".cm-content")).to_be_visible()
    task.locator(".rf-solution summary").click()
    assert run(task).startswith("Failed: 1 of 2 tests")
    check(task)

    task.get_by_role("button", name="Put it into the editor").click()
    assert run(task).startswith("Passed: 2 tests")
    check(task)
    assert visit.complaints == []


def check(place: Locator) -> None:
    """Find nothing that axe would complain of, and nothing wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    page = place.page
    # Of the many cards of a page, only this one.
    place.evaluate("place => place.setAttribute('data-checked', '')")
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page, context=CHECKED, options=AXE_OPTIONS[scheme])
            assert not found.response["violations"], found.generate_report()
            over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert over <= 0, f"the page is {over} px too wide"


def test_on_a_phone_the_state_of_a_run_stays_in_sight(
    visit: Visit, origin: str
) -> None:
    visit.page.set_viewport_size({"width": 375, "height": 700})
    visit.page.goto(f"{origin}guide/client/")
    card = card_of(visit.page, VERBS)
    card.locator(".rf-button--run").scroll_into_view_if_needed()

    press_run(card)

    status = card.locator(".rf-run__status")
    expect(status).to_contain_text("Loading")
    expect(status).to_be_in_viewport(ratio=1)
    expect(status).to_have_attribute("data-kind", "passed", timeout=LONG)
    expect(status).to_be_in_viewport(ratio=1)
