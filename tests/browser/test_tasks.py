"""The tasks: tests that fail, until the reader has mended them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.running import (
    LONG,
    exchange_contents,
    open_tab,
    run,
    settled,
    status_of,
    write,
)
from tools.site.tasks import TASKS, load_tasks

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.visiting import Visit

FIRST, SECOND, *_ = load_tasks()
HOLDS_CODE = re.compile("#code=")
# More than a page has places that the Tab key comes to.
MANY = 200
IS_FOCUSED = "element => element === document.activeElement"
# The editor shows it around itself.
FOCUS_IS_VISIBLE = """() => {
    const style = getComputedStyle(document.activeElement);
    const editor = document.activeElement.closest(".rf-editor");
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
        || editor !== null && getComputedStyle(editor).boxShadow !== "none";
}"""


def task_of(page: Page, path: str) -> Locator:
    """Return the card of a task."""
    return page.locator(f'.rf-task[data-task="{path}"]')


def code_in(task: Locator) -> Locator:
    """Return the editor of a task."""
    return task.locator(".cm-content")


def button(task: Locator, name: str) -> Locator:
    return task.get_by_role("button", name=name)


def tab_to(target: Locator, key: str = "Tab") -> None:
    """Press a key until something has the focus, and see it on the way."""
    page = target.page
    for _ in range(MANY):
        if target.evaluate(IS_FOCUSED):
            break
        if page.evaluate("document.activeElement.matches('.cm-content')"):
            # There the Tab key indents.
            page.keyboard.press("Escape")
        page.keyboard.press(key)
    expect(target).to_be_focused()
    assert page.evaluate(FOCUS_IS_VISIBLE)


@pytest.fixture
def page(visit: Visit, origin: str) -> Page:
    visit.page.goto(f"{origin}tasks/")
    for name in TASKS:
        task = task_of(visit.page, f"playground/test_{name}.py")
        expect(code_in(task)).to_be_visible()
        expect(status_of(task)).to_be_empty()
    return visit.page


def test_a_task_is_solved_with_the_keyboard_alone(visit: Visit, page: Page) -> None:
    task = task_of(page, FIRST.path)
    tab_to(button(task, "Run"))
    page.keyboard.press("Enter")
    assert settled(task).startswith("Failed: 1 of 2 tests")
    expect(task.locator(".rf-output")).to_contain_text("['Mugs', 'Plates']")

    tab_to(task.locator(".rf-solution summary"))
    page.keyboard.press("Enter")
    tab_to(button(task, "Put it into the editor"))
    page.keyboard.press("Enter")
    expect(code_in(task)).to_be_focused()
    expect(code_in(task)).to_contain_text("def mugs(db: None)")
    assert page.evaluate(FOCUS_IS_VISIBLE)

    page.keyboard.press("ControlOrMeta+Enter")
    expect(status_of(task)).to_have_attribute("data-kind", "passed", timeout=LONG)
    expect(status_of(task)).to_contain_text("Passed: 2 tests")
    expect(status_of(task)).to_contain_text(f"Done: 1 of {len(TASKS)} tasks.")
    expect(task.get_by_text("Done", exact=True)).to_be_visible()

    tab_to(button(task, "Reset"), "Shift+Tab")
    page.keyboard.press("Enter")
    expect(code_in(task)).not_to_contain_text("def mugs(db: None)")
    assert visit.complaints == []


def test_a_test_that_is_gone_is_none_that_passes(page: Page) -> None:
    task = task_of(page, FIRST.path)
    write(task, FIRST.solution.partition("async def test_plates")[0])
    assert run(task).startswith("Passed: 1 test")
    expect(status_of(task)).to_contain_text("The task has 2 tests.")
    expect(task.get_by_text("Done", exact=True)).to_be_hidden()


def test_the_address_keeps_what_was_typed(page: Page) -> None:
    first, second = task_of(page, FIRST.path), task_of(page, SECOND.path)
    write(first, "# My own.\n")
    write(second, "# Mine, too.\n")
    page.wait_for_url(HOLDS_CODE)
    # A link to a heading takes its place for a moment.
    page.evaluate("location.hash = 'stale-page'")
    page.wait_for_url(HOLDS_CODE)
    page.reload()

    expect(code_in(first)).to_contain_text("# My own.")
    expect(code_in(second)).to_contain_text("# Mine, too.")
    for task in (first, second):
        expect(status_of(task)).to_contain_text("read it before you run it")
    button(second, "Reset").click()
    expect(code_in(second)).to_contain_text("A customer orders")
    expect(code_in(first)).to_contain_text("# My own.")
    page.go_back()
    # Nothing that a reader has typed is taken away, nor what he has chosen instead.
    expect(status_of(first)).to_contain_text("The address holds other code now")
    button(first, "Open it").click()
    expect(code_in(second)).to_contain_text("# Mine, too.")


def test_what_was_typed_outlives_the_content_of_the_page(
    visit: Visit, origin: str
) -> None:
    page = visit.page
    exchange_contents(page, origin)
    page.goto(f"{origin}tasks/")
    first = task_of(page, FIRST.path)
    write(first, FIRST.solution)
    assert run(first).startswith("Passed: 2 tests")

    open_tab(page, "Examples")
    expect(page.locator(".rf-runall")).to_be_visible()
    assert "#" not in page.url
    open_tab(page, "Five tasks")

    expect(code_in(first)).to_contain_text("def mugs(db: None)")
    expect(first.get_by_text("Done", exact=True)).to_be_visible()
    expect(page.locator(".rf-needs")).to_be_hidden()
    page.wait_for_url(HOLDS_CODE)
    assert visit.complaints == []


def test_without_script_the_page_says_what_it_needs(
    browser: Browser, origin: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}tasks/")
    expect(page.locator(".rf-needs")).to_be_visible()
    task = task_of(page, FIRST.path)
    expect(task).to_contain_text('scope="module"')
    expect(task.get_by_role("button")).to_have_count(0)
    task.locator("summary").click()
    expect(task).to_contain_text("def mugs(db: None)")
    context.close()
