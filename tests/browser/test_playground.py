"""The playground: a test of the reader's own, kept in the address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.running import LONG, VERBS, card_of, code_of, run, status_of, write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

    from tests.browser.visiting import Visit

MINE = """\
import pytest

from products.models import Category


def test_mine() -> None:
    assert str(Category(name="Mugs")) == "Mugs"
"""
HOLDS_CODE = re.compile("#code=")


@pytest.fixture
def playground(visit: Visit, origin: str) -> Locator:
    visit.page.goto(f"{origin}playground/")
    found = visit.page.locator(".rf-playground")
    expect(found.locator(".cm-content")).to_be_visible()
    expect(status_of(found)).to_be_empty()
    expect(visit.page.locator(".rf-needs")).to_be_hidden()

    return found


def test_a_test_of_one_s_own_runs_beside_the_project(
    visit: Visit, playground: Locator
) -> None:
    assert run(playground).startswith("Passed: 3 tests")
    write(playground, MINE)
    assert run(playground).startswith("Passed: 1 test")
    assert visit.complaints == []


def test_a_changed_model_is_noticed(playground: Locator) -> None:
    write(playground, MINE)
    assert run(playground).startswith("Passed: 1 test")
    choice = playground.get_by_label("File")
    choice.select_option("products/models.py")
    changed = code_of("products/models.py").replace("return self.name", 'return "?"')
    write(playground, changed)
    expect(choice.locator("option:checked")).to_have_text(
        "products/models.py (changed)"
    )

    assert run(playground) == "Failed: 1 of 1 test at line 7."

    playground.get_by_role("button", name="line 7").click()
    expect(choice).to_have_value("playground/test_mine.py")
    expect(playground.locator(".rf-line--failed")).to_contain_text("assert str")
    playground.get_by_role("button", name="Reset").click()
    assert run(playground).startswith("Passed: 3 tests")


def test_the_address_holds_the_code_and_nothing_is_sent(
    visit: Visit, playground: Locator, browser: Browser
) -> None:
    page = visit.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    write(playground, MINE)
    page.wait_for_url(HOLDS_CODE)
    playground.get_by_role("button", name="Copy link").click()
    expect(status_of(playground)).to_contain_text("The address is copied")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == page.url
    assert [url for url in asked if not url.endswith("favicon.svg")] == []

    context = browser.new_context()
    other = context.new_page()
    other.goto(address)
    expect(other.locator(".cm-content")).to_contain_text("def test_mine")
    expect(other.locator(".rf-run__status")).to_contain_text("read it before")
    context.close()


@pytest.mark.parametrize("fragment", ["%%%", "AAAA", "q1YqSy1SsqqFAA"])
def test_an_address_that_is_damaged_is_said_and_kept(
    visit: Visit, origin: str, fragment: str
) -> None:
    page = visit.page
    page.goto(f"{origin}playground/#code={fragment}")
    status = page.locator(".rf-run__status")
    expect(status).to_contain_text("cannot be read")
    assert fragment in (status.locator("a").get_attribute("href") or "")
    assert fragment in page.url
    expect(page.locator(".cm-content")).to_contain_text("AsyncAPITestCase")
    assert visit.complaints == []


def test_other_code_in_the_address_takes_nothing_away(
    visit: Visit, playground: Locator
) -> None:
    page = visit.page
    write(playground, MINE)
    page.wait_for_url(HOLDS_CODE)
    address = page.url
    write(playground, MINE.replace("test_mine", "test_newer"))
    page.wait_for_function("before => location.href !== before", arg=address)
    newer = page.url
    page.evaluate("address => { location.href = address; }", address)
    expect(status_of(playground)).to_contain_text("The address holds other code now")
    expect(playground.locator(".cm-content")).to_contain_text("test_newer")
    playground.get_by_role("button", name="Open it").click()
    expect(playground.locator(".cm-content")).to_contain_text("def test_mine")
    page.go_back()
    assert page.url == newer


def test_reset_is_undone_by_going_back(visit: Visit, playground: Locator) -> None:
    write(playground, MINE)
    visit.page.wait_for_url(HOLDS_CODE)
    playground.get_by_role("button", name="Reset").click()
    expect(playground.locator(".cm-content")).not_to_contain_text("test_mine")
    assert "#" not in visit.page.url
    visit.page.go_back()
    expect(playground.locator(".cm-content")).to_contain_text("test_mine")


def test_a_card_s_code_is_opened_there(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(f"{origin}guide/client/")
    card = card_of(page, VERBS)
    run(card)
    write(card, f"# Mine.\n{code_of(VERBS)}")
    card.get_by_role("button", name="Open it in the playground").click()
    page.wait_for_url("**/playground/#code=*")
    playground = page.locator(".rf-playground")
    expect(playground.locator(".cm-content")).to_contain_text("# Mine.", timeout=LONG)
    assert run(playground).startswith("Passed: 3 tests")


def test_without_script_every_file_is_there(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}playground/")
    expect(page.locator(".rf-needs")).to_be_visible()
    models = page.locator('[data-file="products/models.py"]')
    models.locator("summary").click()
    expect(models).to_contain_text("class Category")
    expect(page.locator(".rf-playground").get_by_role("button")).to_have_count(0)
    context.close()


def test_a_file_of_the_list_is_opened_in_the_editor(playground: Locator) -> None:
    models = playground.page.locator('[data-file="products/models.py"]')
    models.locator("summary").press("Enter")
    models.get_by_role("button", name="Open it in the editor").press("Enter")

    expect(playground.get_by_label("File")).to_have_value("products/models.py")
    code = playground.get_by_label("Code of products/models.py")
    expect(code).to_be_focused()
    expect(code).to_contain_text("class Category")


def test_the_list_of_files_fits_a_phone(playground: Locator) -> None:
    playground.page.set_viewport_size({"width": 375, "height": 700})
    card, choice = playground.bounding_box(), playground.get_by_label("File")
    box = choice.bounding_box()
    assert card
    assert box
    assert card["x"] <= box["x"]
    assert box["x"] + box["width"] <= card["x"] + card["width"]


def test_on_paper_there_are_no_empty_boxes(playground: Locator) -> None:
    page = playground.page
    page.emulate_media(media="print")

    expect(playground.locator(".cm-content")).to_be_visible()
    expect(page.locator("[data-file]:visible")).to_have_count(0)
    expect(page.locator("#project")).to_be_hidden()
    expect(page.locator("article").get_by_role("button")).to_have_count(0)
    expect(status_of(playground)).to_have_css("height", "0px")
