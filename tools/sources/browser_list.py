"""Which examples cannot run in a reader's browser, and why."""

from __future__ import annotations

import tomllib
from typing import cast

from tools.paths import EXAMPLES

FILE = EXAMPLES / "browser.toml"


def local_only() -> dict[str, str]:
    """Return the reason, in a sentence, for each example that a browser cannot run."""
    if not FILE.exists():
        return {}
    return cast("dict[str, str]", tomllib.loads(FILE.read_text(encoding="utf-8")))
