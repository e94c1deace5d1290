"""What pages in Markdown are made of: tables, and the lines that include files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

# What is between the quotes is the file.
INCLUDE = re.compile(r'^[ \t]*--8<-- "([^"]+)"[ \t]*$', re.MULTILINE)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown.

    Args:
        head: What stands above the columns.
        rows: The cells of each row, in Markdown.
    """
    lines = [head, ["---"] * len(head), *rows]
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return "".join(f"| {' | '.join(line)} |\n".replace("  |", " |") for line in escaped)
