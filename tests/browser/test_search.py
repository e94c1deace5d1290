"""The search box finds the page that answers what people type."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit

PHRASES: dict[str, str | list[str]] = tomllib.loads(
    Path(__file__).with_name("search.toml").read_text(encoding="utf-8")
)["phrases"]
AMONG = 3
FIRST = 50


def found(page: Page, phrase: str, origin: str) -> list[str]:
    """Return the pages that a search finds, the best first."""
    box = page.locator(".md-search__input")
    items = page.locator(".md-search-result__item")
    # The theme waits for a key.
    box.fill("")
    box.press("End")
    expect(items).to_have_count(0)
    box.fill(phrase)
    box.press("End")
    expect(items.first).to_be_visible(timeout=20_000)
    links: list[Any] = items.evaluate_all(
        "all => all.map(item => item.querySelector('a').href)"
    )
    names = (re.split(r"[?#]", link)[0] for link in links)
    return [name.removeprefix(origin) for name in names]


def test_every_phrase_finds_its_page(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(origin)
    page.locator(".md-search__input").click()
    places: dict[str, int] = {}
    for phrase, right in PHRASES.items():
        pages = found(page, phrase, origin)
        wanted = (right,) if isinstance(right, str) else (*right,)
        places[phrase] = next(
            (n for n, name in enumerate(pages, 1) if name.startswith(wanted)), 0
        )
        print(f"{places[phrase]:3} {phrase}: {', '.join(pages[:AMONG])}")  # noqa: T201

    lost = [phrase for phrase, place in places.items() if not 0 < place <= AMONG]
    assert lost == []
    assert sum(place == 1 for place in places.values()) >= FIRST
