"""What a writer sees of its own writes, which is never older than they are."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

from asgiref.sync import async_to_sync

from tests.caching.fuzz.floors import Floors
from tests.caching.fuzz.readers import ASYNC, MARKS, SYNC, Shown

# What a transaction has written: version and group, by row.
Written = dict[int, tuple[int, int]]


class Seeing:
    """Looks at what it has written, and counts what is old."""

    def __init__(self, floors: Floors, seed: int, *, stop_at_stale: bool) -> None:
        self._floors = floors
        self._random = random.Random(seed)  # noqa: S311
        self._stop = stop_at_stale
        self.counted: Counter[str] = Counter()

    def _note(self, *, stale: bool) -> None:
        self.counted["own reads"] += 1
        if stale:
            self.counted["stale"] += 1
            if self._stop:
                self._floors.done.set()

    def _fill(self, pk: int) -> None:
        """Have a row and its group in the cache, for `_see` to find."""
        shown: Shown = SYNC["row"](pk)
        if pk in shown:
            SYNC["group"](shown[pk][1])

    def _see(self, pk: int, at: int, *groups: int) -> None:
        """See what has just been committed, and in which groups it may not be old."""
        for of, argument in (("row", pk), *(("group", group) for group in groups)):
            self._note(stale=_is_older(SYNC[of](argument), pk, at))

    async def _asee(self, pk: int, at: int) -> None:
        """See what this task has just written."""
        self._note(stale=_is_older(await ASYNC["row"](pk), pk, at))

    def _see_mark(self, relation: str, pk: int, at: int) -> None:
        """See in the transaction which mark it has set."""
        for of in MARKS[relation]:
            for read in (SYNC[of], _in_loop(of)):
                self._note(stale=read(pk) != [at])

    def _look(self, written: Written) -> None:
        """See in the transaction what it has written."""
        for pk, (at, to) in written.items():
            for of, arguments in (("everything", ()), ("row", (pk,)), ("group", (to,))):
                # A coroutine that a transaction calls sees what is in it, too.
                read = self._random.choice([SYNC[of], _in_loop(of)])
                shown: Shown = read(*arguments)
                self._note(stale=shown.get(pk) != (at, to))


def _is_older(shown: Shown, pk: int, at: int) -> bool:
    return pk in shown and shown[pk][0] < at


def _in_loop(of: str) -> Any:
    return async_to_sync(ASYNC[of])
