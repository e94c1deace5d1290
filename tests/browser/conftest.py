"""The built site, served as it will be, and a browser that reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.visiting import Visit
from tests.support.services import without
from tools import chromium
from tools.publish.serve import SITE, in_background, server

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not (SITE / "index.html").exists():
        pytest.fail("There is no site to look at. Run `make html`.")
    # As on its real host, the site is not at the root: an absolute link would break.
    root: Path = tmp_path_factory.mktemp("served")
    (root / "restflow").mkdir()
    (root / "restflow" / "stable").symlink_to(SITE, target_is_directory=True)
    with in_background(server(0, root)) as address:
        yield f"{address}restflow/stable/"


# One for each module, not one for the session: while Playwright's synchronous interface
# is open, an event loop runs in this thread, and no asynchronous test could.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without("Playwright is not installed")
    program = chromium.executable()
    if program is None:
        without(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=chromium.ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, origin: str) -> Iterator[Visit]:
    context = browser.new_context(reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield Visit(context.new_page(), origin)
    context.close()
