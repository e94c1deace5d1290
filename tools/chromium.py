"""Where Chromium is, and how it is started: no window, and nothing asked of others."""

from __future__ import annotations

import os
import shutil

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

MISSING = "there is no Chromium: install one, or set RESTFLOW_CHROMIUM"


def executable() -> str | None:
    """Return the program: that at RESTFLOW_CHROMIUM, or one on the PATH."""
    named = os.environ.get("RESTFLOW_CHROMIUM")
    return named or next(filter(None, map(shutil.which, _NAMES)), None)
