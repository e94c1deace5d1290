"""Run all, in the gallery."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.running import LONG

if TYPE_CHECKING:
    from tests.browser.visiting import Visit


def test_run_all_runs_what_the_filter_shows(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(f"{origin}examples/")
    page.get_by_label("Filter the examples").fill("PROPFIND")
    page.get_by_role("button", name="Run all").click()
    shown = page.locator(".rf-entry:visible")
    expect(page.locator(".rf-runall [role=status]")).to_contain_text(
        f"{shown.count()} passed, 0 failed", timeout=LONG
    )
    expect(shown.locator(".rf-result")).to_have_text(["passed"] * shown.count())
    assert visit.complaints == []


def test_run_all_is_stopped(visit: Visit, origin: str) -> None:
    page = visit.page
    page.goto(f"{origin}examples/")
    page.get_by_role("button", name="Run all").click()
    expect(page.locator(".rf-result").first).to_have_text("passed", timeout=LONG)
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".rf-runall [role=status]")).to_contain_text("not run")
    done = page.locator(".rf-result").count()
    assert 0 < done < page.locator(".rf-entry").count()
    expect(page.get_by_role("button", name="Run all")).to_be_focused()
