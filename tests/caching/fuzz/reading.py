"""Threads that read through the cache, and compare with what has to be seen."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.caching.fuzz.floors import GROUPS, NEVER, ROWS, Floors
from tests.caching.fuzz.models import Row
from tests.caching.fuzz.readers import Shown, everything, group, row

THREADS = 2


def read_once(floors: Floors, chance: random.Random) -> str:
    """Read, and return why it is stale, if it is."""
    least = floors.now()
    way = chance.randrange(3)
    wanted = {pk: least[pk] for pk in ROWS}
    shown: Shown
    if way == 0:
        shown = everything()
    elif way == 1:
        pk = chance.choice(ROWS)
        wanted = {pk: least[pk]}
        shown = row(pk)
    else:
        of = chance.choice(GROUPS)
        shown = group(of)
        wanted = {pk: at for pk, at in least.items() if at[1] == of}
    for pk, (version, _) in shown.items():
        if version >= NEVER:
            return "rolled back"
        if version < least[pk][0]:
            return "old"
    for pk, (version, in_group) in wanted.items():
        if pk not in shown and in_group in GROUPS and _unchanged(pk, version, in_group):
            return "lacking"
    return ""


def _unchanged(pk: int, version: int, in_group: int) -> bool:
    """Tell whether a row still is as it was before the read."""
    return Row.objects.filter(pk=pk, version=version, group=in_group).exists()


def _thread(
    floors: Floors, seed: int, until: float, *, stop_at_stale: bool
) -> Counter[str]:
    chance, counted = random.Random(seed), Counter[str]()  # noqa: S311
    while time.monotonic() < until and not floors.done.is_set():
        why = read_once(floors, chance)
        counted["reads"] += 1
        if why:
            counted["stale"] += 1
            counted[why] += 1
            if stop_at_stale:
                floors.done.set()
    return counted


def read(
    floors: Floors, seed: int, until: float, *, stop_at_stale: bool
) -> Counter[str]:
    """Read until a time, in several threads."""
    with ThreadPoolExecutor(THREADS) as pool:
        futures = [
            pool.submit(
                _thread, floors, seed * 100 + one, until, stop_at_stale=stop_at_stale
            )
            for one in range(THREADS)
        ]
        counted = sum((future.result() for future in futures), Counter[str]())
    for cached in (everything, row, group):
        counted["hits"] += cached.cache_info().hits
    return counted
