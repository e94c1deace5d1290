"""Tables of the site that runs make: as Markdown, and as a file that is kept."""

from __future__ import annotations

import os
from pathlib import Path


def kept(path: Path, found: str) -> str:
    """Return the table that a file has, after renewing it with `RESTFLOW_WRITE=1`."""
    if "RESTFLOW_WRITE" in os.environ:
        path.write_text(found, encoding="utf-8")
    return path.read_text(encoding="utf-8")
