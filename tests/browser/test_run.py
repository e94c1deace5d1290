"""Run: an example, edited or not, in its card."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.running import (
    LONG,
    VERBS,
    card_of,
    code_of,
    exchange_contents,
    open_tab,
    press_run,
    run,
    settled,
    status_of,
    write,
)
from tests.browser.visiting import Visit
from tools.publish.serve import SITE, Handler, in_background

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, Worker

GUIDE = "guide/client/"
QUERY = "client/test_query.py"

LOOP = """\
def test_for_ever() -> None:
    while True:
        {body}
"""
ROWS = """\
import pytest

from products.models import Category


def test_row_of_its_own(django_db_setup, django_db_blocker) -> None:
    # Nothing takes this row back.
    with django_db_blocker.unblock():
        Category.objects.create(name="Left behind", slug="left-behind")
        assert Category.objects.count() == 1
"""
MISSES_LESS = """([element, most]) => {
    const [loaded, total] = element.textContent.match(/[\\d.]+/g) ?? [];
    return total - loaded < most;
}"""
HOSTILE = """\
def test_prints() -> None:
    print("<img src=x onerror=alert(1)>")
"""


@pytest.fixture
def verbs(visit: Visit, origin: str) -> Locator:
    visit.page.goto(origin + GUIDE)
    return card_of(visit.page, VERBS)


# To start Python takes longer than all that these tests do with it.
@pytest.fixture(scope="module")
def page_that_ran(browser: Browser, origin: str) -> Iterator[Visit]:
    context = browser.new_context(reduced_motion="reduce")
    visit = Visit(context.new_page(), origin)
    visit.page.goto(origin + GUIDE)
    run(card_of(visit.page, VERBS))
    yield visit
    context.close()


@pytest.fixture
def ran(page_that_ran: Visit) -> Iterator[Locator]:
    card = card_of(page_that_ran.page, VERBS)
    yield card
    card.get_by_role("button", name="Reset").click()
    assert page_that_ran.complaints == []


def workers(page: Page) -> list[Worker]:
    return [worker for worker in page.workers if "/run/" in worker.url]


def test_a_run_shows_output_and_what_happened(visit: Visit, verbs: Locator) -> None:
    recorded = verbs.locator(".rf-record").inner_text()

    assert run(verbs).startswith("Passed: 3 tests")

    expect(verbs.locator(".rf-output")).to_contain_text("3 passed")
    expect(verbs.locator(".rf-ansi-green").first).to_be_visible()
    now = verbs.locator(".rf-record--run")
    expect(now.locator(".rf-same")).to_have_text("as recorded")
    assert now.locator(".rf-fold").count() == recorded.count("/api/echo/")
    expect(verbs.locator(".rf-record:not(.rf-record--run)")).to_be_hidden()
    expect(verbs.locator(".rf-run__note")).to_contain_text("one connection")
    assert visit.complaints == []


def test_nothing_is_asked_for_before_run(visit: Visit, origin: str) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    visit.page.goto(origin + GUIDE, wait_until="networkidle")
    expect(card_of(visit.page, VERBS).locator(".rf-button--run")).to_be_visible()
    assert asked
    assert [url for url in asked if "/run/" in url] == []


def test_what_is_compiled_comes_as_the_browser_can_keep_it(
    visit: Visit, verbs: Locator
) -> None:
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))

    assert run(verbs).startswith("Passed")

    assert [url[-5:] for url in asked if "/run/wasm-" in url] == [".wasm"]


class Halting(Handler):
    """Sends the first half of what is compiled, and the other when it is told to."""

    go_on = threading.Event()

    def copyfile(self, source: Any, outputfile: Any) -> None:
        if self._compressed:
            outputfile.write(source.read(os.fstat(source.fileno()).st_size // 2))
            self.go_on.wait(LONG / 1000)
        super().copyfile(source, outputfile)


def test_bytes_are_counted_while_what_is_compiled_arrives(browser: Browser) -> None:
    (packed,) = (SITE / "run").glob("wasm-*.bin")
    handler = partial(Halting, directory=str(SITE))
    with in_background(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as address:
        page = browser.new_page()
        page.goto(address + GUIDE)
        verbs = card_of(page, VERBS)
        press_run(verbs)

        # All else is there, and some of this.
        counted = verbs.locator(".rf-run__bytes").element_handle()
        most = 0.8 * packed.stat().st_size / 1e6
        page.wait_for_function(MISSES_LESS, arg=[counted, most], timeout=LONG)
        expect(status_of(verbs)).to_contain_text("Loading")

        Halting.go_on.set()
        assert settled(verbs).startswith("Passed")
        page.close()


def test_a_host_that_compresses_nothing_sends_what_is_compressed(
    browser: Browser,
) -> None:
    handler = partial(SimpleHTTPRequestHandler, directory=str(SITE))
    asked: list[str] = []
    with in_background(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as address:
        page = browser.new_page()
        page.on("requestfinished", lambda request: asked.append(request.url))
        page.goto(address + GUIDE)

        assert run(card_of(page, VERBS)).startswith("Passed")

        page.close()
    assert [url[-4:] for url in asked if "/run/wasm-" in url] == [".bin"]


def test_a_rerun_does_not_go_back_to_the_record(ran: Locator) -> None:
    run(ran)
    ran.evaluate(
        """card => {
            window.shown = [];
            const record = card.querySelector(".rf-record:not(.rf-record--run)");
            const output = card.querySelector(".rf-output");
            const look = () => window.shown.push(record.hidden && !!output.textContent);
            const all = { attributes: true, childList: true, subtree: true };
            new MutationObserver(look).observe(card, all);
        }"""
    )
    run(ran)
    assert set(ran.evaluate("() => window.shown")) == {True}


def test_an_edit_that_breaks_an_assertion_shows_the_diff_at_its_line(
    ran: Locator,
) -> None:
    run(ran)
    code = code_of(VERBS).replace("status_code, 200", "status_code, 204")
    line = code[: code.index("204")].count("\n") + 1
    write(ran, code)

    assert run(ran) == f"Failed: 1 of 3 tests at line {line}."

    expect(ran.locator(".rf-output")).to_contain_text("AssertionError: 200 != 204")
    expect(ran.locator(".rf-line--failed")).to_contain_text("status_code, 204")
    ran.get_by_role("button", name=f"line {line}").click()
    expect(ran.locator(".cm-content")).to_be_focused()


def test_an_edit_that_asks_for_something_else_shows_what_differs(
    ran: Locator,
) -> None:
    write(ran, code_of(VERBS).replace('"PROPFIND", ', '"REPORT", ', 1))

    assert run(ran).startswith("Failed: 1 of 3 tests")

    now = ran.locator(".rf-record--run")
    expect(now.locator(".rf-record__title .rf-differs")).to_have_text("not as recorded")
    expect(now.locator(".rf-fold--differs .rf-method")).to_have_text("REPORT")
    record = ran.locator(".rf-record:not(.rf-record--run)")
    now.get_by_role("button", name="Show the record").click()
    expect(record).to_be_visible()
    now.get_by_role("button", name="Hide the record").click()
    expect(record).to_be_hidden()


def test_reset_brings_back_code_and_record(ran: Locator) -> None:
    write(ran, "def test_nothing() -> None:\n    raise ValueError\n")
    assert run(ran).startswith("Failed: 1 of 1 test")

    ran.get_by_role("button", name="Reset").click()

    expect(ran.locator(".cm-content")).to_contain_text("AsyncAPISimpleTestCase")
    expect(ran.locator(".rf-record:not(.rf-record--run)")).to_be_visible()
    expect(ran.locator(".rf-record--run")).to_be_hidden()
    expect(ran.locator(".rf-output")).to_be_hidden()
    expect(ran.locator(".rf-line--failed")).to_have_count(0)
    assert run(ran).startswith("Passed: 3 tests")


@pytest.mark.parametrize("body", ["pass", "print('again')"])
def test_an_endless_loop_is_stopped(ran: Locator, body: str) -> None:
    run(ran)
    write(ran, LOOP.format(body=body))
    press_run(ran)
    expect(ran.locator(".rf-output")).to_contain_text("test_for_ever", timeout=LONG)
    happened = ran.locator(".rf-record--run")
    expect(happened.locator(".rf-label").first).to_contain_text("in the run before")
    expect(happened.locator(".rf-same")).to_be_hidden()

    began = time.monotonic()
    ran.get_by_role("button", name="Stop").click()
    expect(status_of(ran)).to_contain_text("Stopped")
    assert time.monotonic() - began < 2
    expect(happened).to_be_hidden()

    write(ran, code_of(VERBS))
    assert run(ran).startswith("Passed: 3 tests")


def test_a_module_that_is_not_there_is_explained(ran: Locator) -> None:
    write(ran, f"import pandas\n{code_of(VERBS)}")
    assert run(ran) == "The file could not be run: an error at line 1."
    output = ran.locator(".rf-output")
    expect(output).to_contain_text("No module named 'pandas'")
    expect(output).to_contain_text("There is no module 'pandas' in the page")


def test_two_runs_do_not_see_each_other_s_rows(ran: Locator) -> None:
    write(ran, ROWS)
    assert run(ran).startswith("Passed: 1 test")
    assert run(ran).startswith("Passed: 1 test")


def test_a_double_click_is_one_run(visit: Visit, verbs: Locator) -> None:
    verbs.locator(".rf-button--run").dblclick()
    assert settled(verbs).startswith("Passed: 3 tests")
    assert verbs.locator(".rf-output").inner_text().count("3 passed") == 1
    verbs.locator(".rf-button--run").dblclick()
    assert settled(verbs).startswith("Passed: 3 tests")
    assert len(workers(visit.page)) == 1


def test_a_second_card_waits_for_the_first(visit: Visit, verbs: Locator) -> None:
    query = card_of(visit.page, QUERY)
    press_run(verbs)
    expect(verbs.locator(".rf-editor")).to_be_visible()
    press_run(query)
    expect(status_of(query)).to_contain_text(f"Waiting for {VERBS}")
    assert settled(verbs).startswith("Passed")
    assert settled(query).startswith("Passed")
    assert len(workers(visit.page)) == 1


def test_what_is_printed_is_text(ran: Locator) -> None:
    write(ran, HOSTILE)
    run(ran)
    expect(ran.locator(".rf-record--run")).to_contain_text("<img src=x")
    assert ran.locator("img").count() == 0


def test_the_editor_is_left_and_run_with_keys(ran: Locator) -> None:
    page = ran.page
    field = ran.locator(".cm-content")
    write(ran, "")
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
    page.keyboard.type("def test_typed() -> None: pass")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(ran.locator(".rf-output")).to_contain_text("IndentationError")
    field.focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()


def test_what_is_missing_is_said(visit: Visit, verbs: Locator) -> None:
    page = visit.page
    page.route("**/run/manifest.json", lambda route: route.fulfill(status=404))
    assert "make site" in run(verbs)
    page.unroute("**/run/manifest.json")
    page.route("**/run/manifest.json", lambda route: route.abort())
    press_run(verbs)
    expect(status_of(verbs)).to_contain_text("Are you offline?")
    page.unroute("**/run/manifest.json")
    press_run(verbs)
    expect(status_of(verbs)).to_contain_text("Passed: 3 tests", timeout=LONG)


@pytest.mark.parametrize("file", ["worker", "wasm", "start", "glue", "libraries"])
def test_a_worker_that_does_not_start_is_said(
    visit: Visit, verbs: Locator, file: str
) -> None:
    visit.page.route(f"**/run/{file}-*", lambda route: route.fulfill(status=404))
    assert run(verbs).startswith("Python had to stop")
    visit.page.unroute(f"**/run/{file}-*")
    assert run(verbs).startswith("Passed: 3 tests")


def test_the_worker_is_kept_where_only_the_content_of_the_page_changes(
    visit: Visit, origin: str
) -> None:
    page = visit.page
    exchange_contents(page, origin)
    page.goto(origin + GUIDE)
    verbs = card_of(page, VERBS)
    assert run(verbs).startswith("Passed")
    write(verbs, f"# Mine.\n{code_of(VERBS)}")
    (before,) = workers(page)

    open_tab(page, "Examples")
    expect(page.locator(".rf-runall")).to_be_visible()
    page.locator(".rf-entry", has_text="Every HTTP method").locator("a").click()
    expect(verbs.locator(".cm-content")).to_contain_text("# Mine.")
    assert run(verbs).startswith("Passed")

    assert workers(page) == [before]


def test_a_page_that_is_left_while_python_loads_does_no_harm(
    visit: Visit, verbs: Locator
) -> None:
    press_run(verbs)
    expect(status_of(verbs)).to_contain_text("Loading")
    open_tab(visit.page, "Pitfalls")
    visit.page.get_by_role("link", name="A request is made and never awaited").click()
    visit.page.wait_for_url("**/errors/e101/", wait_until="commit", timeout=LONG)
    card = visit.page.locator(".rf-card[data-run=browser]").first
    assert run(card).startswith("Passed")
    assert visit.complaints == []


def test_without_script_there_is_code_and_no_button(
    browser: Browser, origin: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(origin + GUIDE)
    card = card_of(page, VERBS)
    expect(card.locator(".highlight")).to_contain_text("AsyncAPISimpleTestCase")
    expect(card.get_by_role("button", name="Run")).to_have_count(0)
    expect(card.locator(".rf-foot")).to_contain_text(f"pytest docs_src/{VERBS}")
    context.close()
