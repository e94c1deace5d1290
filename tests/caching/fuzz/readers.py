"""What is cached: the whole table, a row, and a group that rows move between."""

from __future__ import annotations

import random
import time

from restflow.caching import InvalidationRule, cache_result
from tests.caching.fuzz.models import Row

PAUSE = 0.003
# What a read shows: the version and the group of each row.
Shown = dict[int, tuple[int, int]]


def _shown(**only: int) -> Shown:
    rows = Row.objects.filter(**only).values_list("pk", "version", "group")
    shown = {pk: (version, group) for pk, version, group in rows}
    # What is committed meanwhile must not be missed.
    time.sleep(random.random() * PAUSE)  # noqa: S311
    return shown


@cache_result(ttl=60, rules=[InvalidationRule(Row)])
def everything() -> Shown:
    return _shown()


@cache_result(ttl=60, rules=[InvalidationRule(Row, pk="pk")])
def row(pk: int) -> Shown:
    return _shown(pk=pk)


@cache_result(ttl=60, rules=[InvalidationRule(Row, group="group")])
def group(group: int) -> Shown:
    return _shown(group=group)
