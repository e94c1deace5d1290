"""Run on every example that a browser can run gives what its record says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.browser.running import pages, settled
from tools.paths import examples, name_of
from tools.sources.browser_list import local_only

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.visiting import Visit

# Puts the cards of another page into this one: Python starts once for all of them.
BRING = """async (address) => {
    const page = await (await fetch(address)).text();
    const read = new DOMParser().parseFromString(page, "text/html");
    document.querySelector("article").replaceChildren(
        ...read.querySelectorAll(".rf-card[data-run=browser]"),
    );
}"""


def test_every_example_passes_and_does_what_its_record_says(
    visit: Visit, origin: str
) -> None:
    seen: set[str] = set()
    differing: list[str] = []
    visit.page.goto(origin)
    for path in pages("browser"):
        visit.page.evaluate(BRING, origin + path)
        cards = visit.page.locator(".rf-card[data-run=browser]").all()
        new = [card for card in cards if _name(card) not in seen]
        seen.update(map(_name, new))
        for card in new:
            # All at once: they wait for each other. No click, which would scroll.
            card.locator(".rf-button--run").dispatch_event("click")
        differing += filter(None, map(_difference, new))
    assert not differing, "\n".join(differing)
    assert seen == {name_of(path) for path in examples()} - {*local_only()}
    assert visit.complaints == []


def test_others_say_why_and_how(visit: Visit, origin: str) -> None:
    found: set[str] = set()
    for path in pages("local"):
        visit.page.goto(origin + path)
        for card in visit.page.locator(".rf-card[data-run=local]").all():
            name = _name(card)
            found.add(name)
            link = card.get_by_role("link", name="Run locally")
            _, _, place_id = (link.get_attribute("href") or "").partition("#")
            place = card.locator(f'[id="{place_id}"]')
            assert local_only()[name] in place.inner_text()
            assert f"pytest docs_src/{name}" in place.inner_text()
    assert found == {*local_only()}


def _name(card: Locator) -> str:
    return card.get_attribute("data-example") or ""


def _difference(card: Locator) -> str:
    said = settled(card)
    if said.startswith("Passed") and card.locator(".rf-same").count():
        return ""
    shown = card.locator(".rf-record--run").inner_text()
    return f"{_name(card)}: {said}\n{card.locator('.rf-output').inner_text()}\n{shown}"
