"""Tables of the site that runs make: as Markdown, and as a file that is kept."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path


def as_markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n".replace("  |", " |") for line in escaped)


def kept(path: Path, found: str) -> str:
    """Return the table that a file has, after renewing it with `RESTFLOW_WRITE=1`."""
    if "RESTFLOW_WRITE" in os.environ:
        path.write_text(found, encoding="utf-8")
    return path.read_text(encoding="utf-8")
