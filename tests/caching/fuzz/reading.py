"""Threads and coroutines that read through the cache, and look for what is old."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections

from tests.caching.fuzz.floors import GROUPS, NEVER, ROWS, Floors
from tests.caching.fuzz.models import Mark, Row
from tests.caching.fuzz.readers import ASYNC, RELATION_OF, SYNC, hits
from tests.caching.fuzz.writing import Writer

THREADS = 2
TASKS = 4


class Read:
    """One read: what it asks for, and whether what it got is old."""

    def __init__(self, floors: Floors, chance: random.Random) -> None:
        self.of = chance.choice(list(SYNC))
        self.relation = RELATION_OF.get(self.of, "")
        self.least = floors.marks(self.relation) if self.relation else floors.now()
        self.arguments: tuple[int, ...] = ()
        if self.of != "everything":
            self.arguments = (chance.choice(GROUPS if self.of == "group" else ROWS),)

    def why_stale(self, shown: Any) -> str:
        """Return why it is stale, if it is."""
        if self.relation:
            return self._of_marks(shown, *self.arguments)
        for pk, (version, _) in shown.items():
            if version >= NEVER:
                return "rolled back"
            if version < self.least[pk][0]:
                return "old"
        for pk, (version, in_group) in self._wanted().items():
            unchanged = Row.objects.filter(pk=pk, version=version, group=in_group)
            if pk not in shown and in_group in GROUPS and unchanged.exists():
                return "lacking"
        return ""

    def _wanted(self) -> dict[int, tuple[int, int]]:
        if self.of == "row":
            (pk,) = self.arguments
            return {pk: self.least[pk]}
        return {
            pk: at
            for pk, at in self.least.items()
            if self.of == "everything" or at[1] == self.arguments[0]
        }

    def _of_marks(self, shown: list[int], pk: int) -> str:
        least, _ = self.least[pk]
        if any(version >= NEVER for version in shown):
            return "rolled back"
        if any(version < least for version in shown):
            return "old"
        of_row = {"rows" if self.relation == "marks" else "tie__row": pk}
        lacks = not shown and Mark.objects.filter(version=least, **of_row).exists()
        return "lacking" if lacks else ""


class Reader:
    """Reads until a time, and counts."""

    def __init__(
        self, floors: Floors, seed: int, until: float, *, stop_at_stale: bool
    ) -> None:
        self._floors = floors
        self._chance = random.Random(seed)  # noqa: S311
        self._until = until
        self._stop = stop_at_stale
        self.counted: Counter[str] = Counter()

    def goes_on(self) -> bool:
        """Tell whether there is something to find out."""
        return time.monotonic() < self._until and not self._floors.done.is_set()

    def in_thread(self) -> Counter[str]:
        """Read in this thread."""
        while self.goes_on():
            read = Read(self._floors, self._chance)
            self._note(read.why_stale(SYNC[read.of](*read.arguments)))
        connections.close_all()
        return self.counted

    async def in_task(self) -> Counter[str]:
        """Read in this task, whose queries have a thread of their own."""
        async with ThreadSensitiveContext():
            while self.goes_on():
                read = Read(self._floors, self._chance)
                shown = await ASYNC[read.of](*read.arguments)
                self._note(await sync_to_async(read.why_stale)(shown))
            await sync_to_async(connections.close_all)()
        return self.counted

    def _note(self, why: str) -> None:
        self.counted["reads"] += 1
        if why:
            self.counted["stale"] += 1
            self.counted[why] += 1
            if self._stop:
                self._floors.done.set()


async def _write(writer: Writer, reader: Reader) -> Counter[str]:
    """Write in a task, beside those that read."""
    async with ThreadSensitiveContext():
        while reader.goes_on():
            await writer.aonce()
        await sync_to_async(connections.close_all)()
    return writer.counted


def in_threads(floors: Floors, seed: int, until: float, *, stop: bool) -> Counter[str]:
    """Read in several threads."""
    readers = [
        Reader(floors, seed * 100 + one, until, stop_at_stale=stop)
        for one in range(THREADS)
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        counted = sum(pool.map(Reader.in_thread, readers), Counter[str]())
    counted["hits"] = hits()
    return counted


def in_tasks(floors: Floors, seed: int, until: float, *, stop: bool) -> Counter[str]:
    """Read in several tasks of a loop, beside one that writes and a thread."""
    readers = [
        Reader(floors, seed * 100 + one, until, stop_at_stale=stop)
        for one in range(TASKS + 1)
    ]

    async def run() -> list[Counter[str]]:
        first, *others = readers
        return await asyncio.gather(
            asyncio.to_thread(first.in_thread),
            _write(Writer(floors, seed, stop_at_stale=stop), first),
            *(reader.in_task() for reader in others),
        )

    counted = sum(asyncio.run(run()), Counter[str]())
    counted["reads of tasks"] = sum(reader.counted["reads"] for reader in readers[1:])
    counted["hits"] = hits()
    return counted
