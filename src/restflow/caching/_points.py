"""The points at which `restflow.caching.testing` takes part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

Point = Literal["tokens read", "computed", "committed"]

# Called with the point that the algorithm has reached, and may wait.
holders: list[Callable[[Point], None]] = []
# Called with the tags of each invalidation.
listeners: list[Callable[[frozenset[str]], None]] = []
# Called with each hit: the call, what was stored, and what a computation gives now.
verifiers: list[Callable[[Any, object, object], None]] = []


def reach(point: Point) -> None:
    """Wait here if a test says so."""
    for holder in [*holders]:
        holder(point)
