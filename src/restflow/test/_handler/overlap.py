"""Requests that are under way at the same time, each with a thread of its own.

A server gives each request a thread for its synchronous code. One that is alone needs
none: it stays where the test's own synchronous code runs, and pays nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections

from restflow.test._database.sharing import active
from restflow.test._database.turns import has_own_thread

_under_way: WeakKeyDictionary[asyncio.AbstractEventLoop, int] = WeakKeyDictionary()


@contextmanager
def under_way() -> Generator[bool]:
    """Count a request, and tell whether another one was under way when it began."""
    loop = asyncio.get_running_loop()
    others = _under_way.get(loop, 0)
    _under_way[loop] = others + 1
    try:
        yield others > 0
    finally:
        _under_way[loop] -= 1


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
