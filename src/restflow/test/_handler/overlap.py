"""Requests that are under way at the same time, each with a thread of its own.

A server gives each request a thread for its synchronous code. One that is alone needs
none: it stays where the test's own synchronous code runs, and pays nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any
from weakref import WeakKeyDictionary

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections

from restflow.test._database.sharing import active
from restflow.test._database.turns import has_own_thread

# How many there are; a list, as it is changed in its place.
_under_way: WeakKeyDictionary[asyncio.AbstractEventLoop, list[int]] = (
    WeakKeyDictionary()
)


class under_way(AbstractContextManager[bool]):  # noqa: N801  (as in contextlib)
    """Count a request, and tell whether another one was under way when it began.

    Each request has one, and a generator would take longer.
    """

    def __enter__(self) -> bool:
        loop = asyncio.get_running_loop()
        count = _under_way.get(loop)
        if count is None:
            count = _under_way[loop] = [0]
        self._count = count
        count[0] += 1
        return count[0] > 1

    def __exit__(self, *_exception: object) -> None:
        self._count[0] -= 1


async def handled(
    handle: Callable[[dict[str, Any]], Awaitable[Any]], scope: Any
) -> Any:
    """Handle a request, in a thread of its own if another one is under way."""
    __tracebackhide__ = True
    with under_way() as overlaps:
        if not overlaps:
            return await handle(scope)
        has_own_thread.set(True)
        async with ThreadSensitiveContext():
            try:
                return await handle(scope)
            finally:
                await sync_to_async(_close_own)()


def _close_own() -> None:
    """Close the connections of this thread, which ends here, and no shared one."""
    sharing = active()
    for connection in connections.all(initialized_only=True):
        if sharing is None or not sharing.has(connection):
            connection.close()
