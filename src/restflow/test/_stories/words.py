"""Words of messages."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number of things, whose plural has an `s` unless it is given."""
    return f"{count} {one if count == 1 else many or one + 's'}"
