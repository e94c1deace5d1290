"""Searching, switching the scheme, filtering, and doing without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.visiting import Visit


def test_search_finds_a_page(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(origin)
    page.locator(".md-search__input").click()
    page.keyboard.type("verified combinations")
    expect(page.locator(".md-search-result__link").first).to_be_visible()
    links = page.locator(".md-search-result__link").evaluate_all(
        "all => all.map(link => link.href)"
    )
    assert any("/verified/" in link for link in links)


def test_scheme_is_switched_and_remembered(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(origin)
    body = page.locator("body")
    toggle = page.locator("[data-md-component=palette] label:visible")
    assert body.get_attribute("data-md-color-scheme") == "default"
    toggle.click()
    toggle.click()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.reload()
    expect(body).to_have_attribute("data-md-color-scheme", "slate")


def test_gallery_is_filtered(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(f"{origin}examples/")
    entries = page.locator(".rf-entry")
    shown = page.locator(".rf-entry:visible")
    title = entries.last.locator("p").first.inner_text()
    box = page.get_by_label("Filter the examples")

    box.fill(title)
    expect(entries.last).to_be_visible()
    expect(page.get_by_role("status").first).to_contain_text(
        f"{shown.count()} of {entries.count()}"
    )
    box.fill("no example says this")
    expect(shown).to_have_count(0)
    box.fill("")
    expect(shown).to_have_count(entries.count())


def test_gallery_needs_no_script(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}examples/")
    expect(page.locator("#rf-filter")).to_be_hidden()
    expect(page.locator(".rf-entry").first).to_be_visible()
    context.close()


def test_first_key_leads_past_the_navigation(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(f"{origin}examples/")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()
    href = page.locator(".md-skip").get_attribute("href") or ""
    # Instant navigation puts the page's address before it.
    target = "#" + href.partition("#")[2]
    page.keyboard.press("Enter")
    assert page.url.endswith(target)
    expect(page.locator(target)).to_be_in_viewport()


def test_what_happened_opens_with_a_key(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(origin)
    row = page.locator(".rf-card .rf-fold").first
    was_open = row.evaluate("row => row.open")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    assert row.evaluate("row => row.open") is not was_open
    page.keyboard.press("Enter")
    assert row.evaluate("row => row.open") is was_open
