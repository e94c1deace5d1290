"""Attributes that have another value for a while."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

_NONE: Any = object()


class Replacements:
    """Many attributes that have another value for a while.

    It is for each test: a context manager for each attribute would take longer.
    """

    def __init__(self) -> None:
        self._before: list[tuple[Any, str, Any]] = []

    def set(self, owner: Any, name: str, value: Any) -> None:
        """Set an attribute of an object or a class."""
        # Nothing else of it is kept: others may count on being the last to refer to it.
        self._before.append((owner, name, owner.__dict__.get(name, _NONE)))
        setattr(owner, name, value)

    def undo(self) -> None:
        """Give all attributes back what they had, the last one first."""
        while self._before:
            owner, name, own = self._before.pop()
            if own is _NONE:
                delattr(owner, name)
            else:
                setattr(owner, name, own)


@contextmanager
def replaced(owner: Any, name: str, value: Any) -> Generator[None]:
    """Set an attribute of an object or a class, and give back what it had."""
    replacement = Replacements()
    replacement.set(owner, name, value)
    try:
        yield
    finally:
        replacement.undo()
