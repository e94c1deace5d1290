"""The report of a run in a browser: phone, desktop, dark, print, keyboard, filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.visiting import AXE_OPTIONS, SCHEMES
from tests.docs_package.reported import TESTS, report_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

PHONE = {"width": 375, "height": 800}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("reported")
    report_of(directory, TESTS)
    return directory / "report.html"


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    yield from opened(browser, report)


@pytest.fixture(params=SCHEMES)
def coloured(
    browser: Browser, report: Path, request: pytest.FixtureRequest
) -> Iterator[Page]:
    yield from opened(browser, report, color_scheme=request.param)


def opened(browser: Browser, report: Path, **options: Any) -> Iterator[Page]:
    """Open the report, and fail if it complains or asks for anything else."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(report.as_uri())
    yield page
    context.close()
    assert complaints == [report.as_uri()]


def unfold(page: Page) -> None:
    # Opening a test makes its requests, which can be opened then.
    for _ in range(2):
        everything = "all => all.forEach(one => one.open = true)"
        page.eval_on_selector_all("details", everything)
        page.wait_for_timeout(100)


def shown(page: Page) -> list[str]:
    return page.locator(".file li:visible .name").all_inner_texts()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_is_accessible_and_fits(coloured: Page, viewport: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

    coloured.set_viewport_size(viewport)
    unfold(coloured)
    assert coloured.locator(".exchange").count() == 6
    for options in AXE_OPTIONS.values():
        found = Axe().run(coloured, options=options).response["violations"]
        assert not found, found
    assert (
        coloured.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    )


def test_a_test_that_failed_is_open_and_shows_its_exchange(page: Page) -> None:
    failed = page.locator("li", has_text="test_fails")
    assert failed.locator("details").first.get_attribute("open") is not None
    assert failed.locator(".error").is_visible()
    assert "GET /nowhere/ 404 Not Found" in failed.locator(".exchange").inner_text()


def test_a_test_shows_its_details_when_it_is_opened(page: Page) -> None:
    test = page.locator("li", has=page.get_by_text("test_many_queries", exact=True))
    assert test.locator(".exchange").count() == 0
    test.locator("summary").first.click()
    sql = test.get_by_role("group", name="SQL")
    assert "test_shop.py:" in sql.inner_text()
    assert re.search(r"^7 .\s+grows", sql.inner_text(), re.MULTILINE)
    assert re.search(r"^2 .\s+repeated", sql.inner_text(), re.MULTILINE)
    test.locator(".exchange summary").first.click()
    # JSON is laid out.
    assert '\n  "name": "Potters"\n}' in test.locator(".exchange").first.inner_text()


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("Path or route", "/api/groups/{pk}", ["test_many_queries"]),
        ("Path or route", "/api/groups/1000", ["test_many_queries"]),
        ("Status", "405", ["ShopTests::test_in_a_class"]),
        (
            "Status",
            "4xx",
            ["test_many_queries", "ShopTests::test_in_a_class", "test_fails"],
        ),
        ("Text", "potters", ["test_many_queries"]),
        ("Text", "insert into", ["test_many_queries"]),
        ("Text", "it is broken", ["test_setup_fails"]),
        ("Text", "this is printed", ["test_fixtures_count"]),
        ("Text", "shoptests", ["ShopTests::test_in_a_class"]),
        ("Text", "no such text", []),
    ],
)
def test_tests_are_filtered(
    page: Page, field: str, value: str, expected: list[str]
) -> None:
    page.get_by_label(field, exact=True).fill(value)
    page.get_by_text(f"{len(expected)} of 9 tests").wait_for()
    assert shown(page) == expected


def test_filters_are_combined_and_taken_back(page: Page) -> None:
    page.get_by_label("Outcome").select_option("passed")
    page.get_by_text("5 of 9 tests").wait_for()
    page.get_by_label("Status").fill("200")
    page.get_by_text("2 of 9 tests").wait_for()
    assert shown(page) == ["test_fixtures_count", "test_async"]
    page.get_by_role("button", name="Show all").click()
    page.get_by_text("9 of 9 tests").wait_for()


def test_a_status_has_to_be_that_of_the_path(page: Page) -> None:
    page.get_by_label("Path or route").fill("/api/groups/1000/")
    page.get_by_label("Status").fill("201")
    page.get_by_text("0 of 9 tests").wait_for()


def test_an_endpoint_leads_to_the_tests_that_called_it(page: Page) -> None:
    page.get_by_role("link", name="/health/").click()
    page.get_by_text("2 of 9 tests").wait_for()
    assert page.get_by_label("Path or route").input_value() == "/health/"


def test_a_link_to_a_test_opens_it_although_it_was_filtered_away(page: Page) -> None:
    page.get_by_label("Text").fill("no such text")
    page.get_by_text("0 of 9 tests").wait_for()
    page.locator("#most-queries a").first.click()
    page.get_by_text("9 of 9 tests").wait_for()
    test = page.locator("li", has=page.get_by_text("test_many_queries", exact=True))
    test.locator(".exchange").first.wait_for()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_keyboard_is_enough(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the tests"
    page.keyboard.press("Enter")
    # The fields, the button, and then the first test.
    for _ in range(6):
        page.keyboard.press("Tab")
    assert "test_fixtures_count" in page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.locator("#t0 .exchange").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "well" in page.locator("#t0 .exchange").inner_text()


def test_without_a_script_it_reads(browser: Browser, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())
    assert len(shown(page)) == 9
    assert not page.locator("#filters").is_visible()
    assert page.get_by_text("AssertionError: They differ.").first.is_visible()
    context.close()


def test_printed_it_has_all_tests_light_and_why_they_failed(
    browser: Browser, report: Path
) -> None:
    for page in opened(browser, report, color_scheme="dark"):
        page.locator("summary", has_text="test_fails").click()
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert len(shown(page)) == 9
        assert page.get_by_text("AssertionError: They differ.").first.is_visible()
        assert not page.locator("#filters").is_visible()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert ground == "rgb(255, 255, 255)"
        assert page.pdf(format="A4").startswith(b"%PDF")
