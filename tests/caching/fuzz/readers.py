"""What is cached: the whole table, a row, a group that rows move between, and marks.

Each is there as a function and as a coroutine function.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterable
from typing import Any

from restflow.caching import InvalidationRule, cache_result
from tests.caching.fuzz.models import Mark, Row

PAUSE = 0.003
# What a read shows: the version and the group of each row.
Shown = dict[int, tuple[int, int]]

ALL = cache_result(ttl=60, rules=[InvalidationRule(Row)])
BY_KEY = cache_result(ttl=60, rules=[InvalidationRule(Row, pk="pk")])
BY_GROUP = cache_result(ttl=60, rules=[InvalidationRule(Row, group="group")])
BY_MARK = cache_result(ttl=60, rules=[InvalidationRule(Mark)])
BY_LINK = cache_result(ttl=60, rules=[InvalidationRule(Row.marks.through, row="pk")])


def _rows(**only: int) -> Any:
    return Row.objects.filter(**only).values_list("pk", "version", "group")


def _shown(rows: Iterable[tuple[int, int, int]]) -> Shown:
    return {pk: (version, group) for pk, version, group in rows}


def _marks(pk: int) -> Any:
    return Mark.objects.filter(rows=pk).values_list("version", flat=True)


def _tied(pk: int) -> Any:
    return Mark.objects.filter(tie__row=pk).values_list("version", flat=True)


def _pause() -> float:
    """Return for how long to wait, so that what is committed meanwhile counts."""
    return random.random() * PAUSE  # noqa: S311


def _read(rows: Any) -> list[Any]:
    found = list(rows)
    time.sleep(_pause())
    return found


async def _aread(rows: Any) -> list[Any]:
    found = [row async for row in rows]
    await asyncio.sleep(_pause())
    return found


@ALL
def everything() -> Shown:
    return _shown(_read(_rows()))


@BY_KEY
def row(pk: int) -> Shown:
    return _shown(_read(_rows(pk=pk)))


@BY_GROUP
def group(group: int) -> Shown:
    return _shown(_read(_rows(group=group)))


@BY_LINK
def marks(pk: int) -> list[int]:
    return _read(_marks(pk))


@BY_KEY
def marked(pk: int) -> list[int]:
    return _read(_marks(pk))


@BY_KEY
def tied(pk: int) -> list[int]:
    return _read(_tied(pk))


@BY_MARK
def tied_to(pk: int) -> list[int]:
    return _read(_tied(pk))


@ALL
async def aeverything() -> Shown:
    return _shown(await _aread(_rows()))


@BY_KEY
async def arow(pk: int) -> Shown:
    return _shown(await _aread(_rows(pk=pk)))


@BY_GROUP
async def agroup(group: int) -> Shown:
    return _shown(await _aread(_rows(group=group)))


@BY_LINK
async def amarks(pk: int) -> list[int]:
    return await _aread(_marks(pk))


@BY_KEY
async def amarked(pk: int) -> list[int]:
    return await _aread(_marks(pk))


@BY_KEY
async def atied(pk: int) -> list[int]:
    return await _aread(_tied(pk))


@BY_MARK
async def atied_to(pk: int) -> list[int]:
    return await _aread(_tied(pk))


SYNC: dict[str, Any] = {
    "everything": everything,
    "row": row,
    "group": group,
    "marks": marks,
    "marked": marked,
    "tied": tied,
    "tied_to": tied_to,
}
ASYNC: dict[str, Any] = {
    "everything": aeverything,
    "row": arow,
    "group": agroup,
    "marks": amarks,
    "marked": amarked,
    "tied": atied,
    "tied_to": atied_to,
}


# What shows the mark of a row, by the relation.
MARKS = {"marks": ("marks", "marked"), "tied": ("tied", "tied_to")}
RELATION_OF = {of: relation for relation, names in MARKS.items() for of in names}


def hits() -> int:
    """Return how many reads of this process came from the cache."""
    return sum(of.cache_info().hits for of in (*SYNC.values(), *ASYNC.values()))
