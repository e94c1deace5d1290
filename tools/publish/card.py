"""Draw docs/assets/card.png, the picture beside a link to the site that is shared.

Run it as `python -m tools.publish.card` when the logo or card.html has changed. It
needs Chromium, on the PATH or at RESTFLOW_CHROMIUM.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import chromium
from tools.paths import DOCS

SOURCE = Path(__file__).with_suffix(".html")
CARD = DOCS / "assets" / "card.png"


def main() -> int:
    """Draw it, or say what is missing."""
    program = chromium.executable()
    if program is None:
        print(f"No card: {chromium.MISSING}.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[*chromium.ARGUMENTS, "--disable-lcd-text"],
        )
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.goto(SOURCE.as_uri())
        page.evaluate("document.fonts.ready")
        page.screenshot(path=CARD)
        browser.close()
    print(f"{CARD.name}: {CARD.stat().st_size / 1000:.0f} kB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
