"""A process that writes in all the ways there are, and looks at its own writes."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from restflow.caching import _store as store
from restflow.caching import _tags as tags
from tests.caching.fuzz.floors import (
    GONE,
    GROUPS,
    NEVER,
    RELATIONS,
    ROWS,
    UNKNOWN,
    Floors,
    version,
)
from tests.caching.fuzz.models import Mark, Row, RowView, Tie
from tests.caching.fuzz.seeing import Seeing, Written

# What a run has to have seen, however slow the machine is.
UNDONE = ("rollbacks", "savepoints", "rollbacks beside")


class Undone(Exception):  # noqa: N818
    """Takes a transaction back."""


class Writer(Seeing):
    """Writes, and notes what has returned."""

    def once(self) -> None:
        """Write once."""
        ways: list[Callable[[], None]] = [
            self._transaction,
            self._shift,
            self._shift,
            self._save,
            self._update,
            self._delete,
            self._create,
            self._mark,
            self._mark,
            self._update_view,
            self._beside,
            self._evict,
        ]
        self._random.choice(ways)()
        self.counted["writes"] += 1
        time.sleep(self._random.random() * 0.01)

    def lacks(self) -> bool:
        """Tell whether something has not been undone yet, as on a slow machine."""
        return not all(self.counted[of] for of in UNDONE)

    async def aonce(self) -> None:
        """Write once in a coroutine: as it can itself, or as threads do."""
        ways: list[Callable[[], Awaitable[None]]] = [
            self._asave,
            self._aupdate,
            sync_to_async(self.once),
            sync_to_async(self.once),
        ]
        await self._random.choice(ways)()
        self.counted["writes of tasks"] += 1
        await asyncio.sleep(self._random.random() * 0.01)

    # --- Without a transaction ---

    def _save(self) -> None:
        """Save a row that stays where it is, by a statement that counts up."""
        pk = self._pick()
        floor, _ = self._floors.now()[pk]
        found = Row.objects.filter(pk=pk).first()
        if found is None:
            return
        found.version = F("version") + 1
        try:
            found.save(update_fields=["version"])
        except DatabaseError:
            # Somebody has deleted it.
            return
        self._floors.returned(pk, floor + 1, UNKNOWN)

    def _update(self) -> None:
        pk, to = self._pick(), self._group()
        floor, _ = self._floors.now()[pk]
        if Row.objects.filter(pk=pk).update(group=to, version=F("version") + 1):
            self._floors.returned(pk, floor + 1, UNKNOWN)

    async def _asave(self) -> None:
        pk = self._pick()
        floor, _ = self._floors.now()[pk]
        found = await Row.objects.filter(pk=pk).afirst()
        if found is None:
            return
        found.version = F("version") + 1
        try:
            await found.asave(update_fields=["version"])
        except DatabaseError:
            return
        await self._asee(pk, floor + 1)
        self._floors.returned(pk, floor + 1, UNKNOWN)

    async def _aupdate(self) -> None:
        pk, to = self._pick(), self._group()
        floor, _ = self._floors.now()[pk]
        changed = F("version") + 1
        if await Row.objects.filter(pk=pk).aupdate(group=to, version=changed):
            await self._asee(pk, floor + 1)
            self._floors.returned(pk, floor + 1, UNKNOWN)

    def _update_view(self) -> None:
        """Write a row by a view of the database."""
        pk = self._pick()
        floor, _ = self._floors.now()[pk]
        if RowView.objects.filter(pk=pk).update(version=F("version") + 1):
            self._floors.returned(pk, floor + 1, UNKNOWN)

    def _beside(self) -> None:
        """Write while a transaction of the cache's database goes on, and is undone."""
        pk, undone = self._pick(), self._random.random() < 0.5
        self._fill(pk)
        floor, _ = self._floors.now()[pk]
        try:
            with transaction.atomic(using="cache"):
                changed = F("version") + 1
                written = Row.objects.filter(pk=pk).update(version=changed)
                if written:
                    self._floors.returned(pk, floor + 1, UNKNOWN)
                time.sleep(0.01)
                if undone:
                    raise Undone  # noqa: TRY301
        except Undone:
            self.counted["rollbacks beside"] += 1
        if written:
            self._see(pk, floor + 1)

    def _evict(self) -> None:
        """Lose a token, as a cache that is full does."""
        of = [tags.written(Row), tags.nameless(Row), tags.known(Row)]
        cache.delete(store.token_key(self._random.choice(of)))

    # --- In a transaction ---

    def _shift(self) -> None:
        """Move one row, and say so by its signal alone."""
        pk, to = self._pick(), self._group()
        self._fill(pk)
        with transaction.atomic():
            found = Row.objects.select_for_update().filter(pk=pk).first()
            if found is None:
                return
            before = found.group
            found.version, found.group = max(version(), found.version + 1), to
            found.save()
        self._see(pk, found.version, before, to)
        self._floors.returned(pk, found.version, to)

    def _mark(self) -> None:
        """Replace a row's mark, and take it back now and then."""
        pk, undone = self._pick(), self._random.random() < 0.3
        relation = self._random.choice(RELATIONS)
        try:
            with transaction.atomic():
                found = Row.objects.select_for_update().filter(pk=pk).first()
                if found is None:
                    return
                at = version() + (NEVER if undone else 0)
                mark = Mark.objects.create(version=at)
                link = self._mark_with if relation == "marks" else self._tie_to
                link(found, mark)
                self._see_mark(relation, pk, at)
                if undone:
                    raise Undone  # noqa: TRY301
        except Undone:
            self.counted["rollbacks"] += 1
        else:
            self._floors.marked(relation, pk, at)

    def _mark_with(self, found: Row, mark: Mark) -> None:
        way = self._random.randrange(3)
        if way == 0:
            found.marks.set([mark])
        elif way == 1:
            found.marks.clear()
            mark.rows.add(found)  # type: ignore[attr-defined]
        else:
            Mark.objects.filter(rows=found).delete()
            found.marks.add(mark)

    def _tie_to(self, found: Row, mark: Mark) -> None:
        way = self._random.randrange(4)
        if way == 0:
            found.tied.set([mark])
        elif way == 1:
            found.tied.clear()
            Tie.objects.create(row=found, mark=mark)
        elif way == 2:
            Tie.objects.filter(row=found).delete()
            Tie.objects.bulk_create([Tie(row=found, mark=mark)])
        elif not Tie.objects.filter(row=found).update(mark=mark):
            found.tied.add(mark)

    def _delete(self) -> None:
        pk = self._pick()
        with transaction.atomic():
            found = Row.objects.select_for_update().filter(pk=pk).first()
            if found is None:
                return
            gone = version()
            if self._random.random() < 0.5:
                found.delete()
            else:
                Row.objects.filter(pk=pk).delete()
        self._floors.returned(pk, gone, GONE)

    def _create(self) -> None:
        """Make a row that is gone again."""
        there = set(Row.objects.values_list("pk", flat=True))
        gone = [pk for pk in ROWS if pk not in there]
        if not gone:
            return
        new = Row(pk=self._random.choice(gone), version=version(), group=self._group())
        at, in_group = new.version, new.group
        try:
            if self._random.random() < 0.5:
                Row.objects.bulk_create([new])
            else:
                new.save(force_insert=True)
        except IntegrityError:
            return
        self._floors.returned(new.pk, at, in_group)

    def _transaction(self) -> None:
        """Write some rows, with savepoints, and take it back now and then."""
        written: Written = {}
        undone = self._random.random() < 0.3
        plus = NEVER if undone else 0
        try:
            with transaction.atomic():
                for pk in sorted(self._random.sample(ROWS, 2)):
                    self._move(pk, plus, written)
                    if self._random.random() < 0.3:
                        self._savepoint(pk, written)
                self._look(written)
                time.sleep(self._random.random() * 0.005)
                if undone:
                    raise Undone  # noqa: TRY301
        except Undone:
            self.counted["rollbacks"] += 1
            return
        for pk, (at, to) in written.items():
            self._floors.returned(pk, at, to)

    def _savepoint(self, pk: int, written: Written) -> None:
        within = {**written}
        try:
            with transaction.atomic():
                self._move(pk, NEVER, within)
                self._look(within)
                raise Undone  # noqa: TRY301
        except Undone:
            self.counted["savepoints"] += 1

    def _move(self, pk: int, plus: int, written: Written) -> None:
        found = Row.objects.select_for_update().filter(pk=pk).first()
        if found is None:
            return
        at, to = max(version() + plus, found.version + 1), self._group()
        way = self._random.randrange(3)
        if way == 0:
            found.version, found.group = at, to
            found.save()
        elif way == 1:
            Row.objects.filter(pk=pk).update(version=at, group=to)
        else:
            with connection.cursor() as cursor:
                sql = "UPDATE fuzz_row SET version = %s, {} = %s WHERE id = %s"
                column = connection.ops.quote_name("group")
                cursor.execute(sql.format(column), [at, to, pk])
        written[pk] = at, to

    # --- Chance ---

    def _pick(self) -> int:
        return self._random.choice(ROWS)

    def _group(self) -> int:
        return self._random.choice(GROUPS)


def write(floors: Floors, seed: int, until: float, *, stop: bool) -> Counter[str]:
    """Write until a time, and until each kind has been undone once."""
    writer = Writer(floors, seed, stop_at_stale=stop)
    while not floors.done.is_set() and (time.monotonic() < until or writer.lacks()):
        writer.once()
    return writer.counted
