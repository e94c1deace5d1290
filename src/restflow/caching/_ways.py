"""What a synchronous call does at once, and an asynchronous one awaits.

Everything else is written once, as coroutines. In those of a synchronous call nothing
ever waits for a loop, so that one step takes them to their end.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

from asgiref.sync import sync_to_async

from restflow.caching import _points as points
from restflow.caching._flights import Flight
from restflow.caching._settings import is_database, is_local

P = ParamSpec("P")
T = TypeVar("T")


def at_once(steps: Coroutine[Any, Any, T]) -> T:
    """Take the coroutine of a synchronous call to its end, and return its result."""
    while True:
        try:
            steps.send(None)
        except StopIteration as end:
            result: T = end.value
            return result


async def do(
    asynchronous: bool,
    work: Callable[P, T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Do work that may wait for the cache's server."""
    if asynchronous and not is_local():
        hop = sync_to_async(work, thread_sensitive=is_database())
        return await hop(*args, **kwargs)
    return work(*args, **kwargs)


async def in_database(asynchronous: bool, work: Callable[[], T]) -> T:
    """Do work on the connections of whoever calls."""
    return await sync_to_async(work)() if asynchronous else work()


async def sleep(asynchronous: bool, seconds: float) -> bool:
    """Wait a little, and tell whether that was possible."""
    if asynchronous:
        await asyncio.sleep(seconds)
    elif _beside_a_loop():
        return False
    else:
        time.sleep(seconds)  # noqa: ASYNC251  (there is no loop)
    return True


async def landed(asynchronous: bool, flight: Flight, seconds: float) -> bytes | None:
    """Wait for somebody else's computation, but not for ever."""
    if asynchronous:
        with suppress(TimeoutError):
            # Whoever is cancelled here cancels nothing for the others.
            waited = asyncio.shield(asyncio.wrap_future(flight))
            return await asyncio.wait_for(waited, seconds)
    elif not _beside_a_loop():
        with suppress(FutureTimeoutError):
            return flight.result(seconds)
    return None


def _beside_a_loop() -> bool:
    # Whoever is waited for may need the loop of this very thread.
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def reach(asynchronous: bool, point: points.Point) -> None:
    """Wait here if a test says so."""
    if asynchronous and points.holders:
        # A test that holds it here must not hold the loop.
        await asyncio.to_thread(points.reach, point)
    else:
        points.reach(point)
