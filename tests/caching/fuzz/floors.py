"""What each row has to show at least: the last write that has returned.

A version is the time at which a write held its row's lock, in nanoseconds of a clock
that all processes share; so versions of a row grow in the order of its commits.
"""

from __future__ import annotations

import time
from multiprocessing.context import SpawnContext

ROWS = range(1, 13)
GROUPS = range(4)
# Each row has one mark in each of them.
RELATIONS = ("marks", "tied")
# In place of a group: the row is gone; or nobody knows which it is in.
GONE, UNKNOWN = 254, 255
# Added to versions that are rolled back.
NEVER = 1 << 62


def version() -> int:
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000


class Floors:
    """For each row, the newest version that a write has returned with."""

    def __init__(self, context: SpawnContext) -> None:
        self._floors = context.Array("Q", len(ROWS) + 1)
        self._marks = {of: context.Array("Q", len(ROWS) + 1) for of in RELATIONS}
        # Set when there is nothing more to find out.
        self.done = context.Event()

    def returned(self, pk: int, version: int, group: int) -> None:
        """Note that a write has returned."""
        with self._floors.get_lock():
            self._floors[pk] = max(self._floors[pk], version << 8 | group)

    def now(self) -> dict[int, tuple[int, int]]:
        """Return version and group of each row."""
        with self._floors.get_lock():
            return {pk: divmod(self._floors[pk], 256) for pk in ROWS}

    def marked(self, of: str, pk: int, version: int) -> None:
        """Note that a write of a row's mark has returned."""
        marks = self._marks[of]
        with marks.get_lock():
            marks[pk] = max(marks[pk], version)

    def marks(self, of: str) -> dict[int, tuple[int, int]]:
        """Return the version of each row's mark, and no group."""
        marks = self._marks[of]
        with marks.get_lock():
            return {pk: (marks[pk], UNKNOWN) for pk in ROWS}
