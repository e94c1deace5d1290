"""The event loop of a live server, whose clock no test can stop.

Libraries such as freezegun stop the clock of the whole process. A loop that counts on
that one would sleep until a time that comes in decades.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import thread as pools
from functools import partial
from importlib.machinery import BuiltinImporter
from importlib.util import module_from_spec
from typing import Any

# As Python's own is called, and still to be told from that.
_DEFAULT_POOL = "asyncio_live"


def clock() -> Callable[[], float]:
    """Return a monotonic clock that nothing has been put in the place of."""
    if hasattr(time, "clock_gettime"):
        # Tests stop the clock that is called so. This one they leave alone.
        return partial(time.clock_gettime, time.CLOCK_MONOTONIC)
    # Windows has no other one. A second copy of the module is known to nobody.
    spec = BuiltinImporter.find_spec("time")
    assert spec is not None  # noqa: S101  (it is built in)
    copy: Any = module_from_spec(spec)
    BuiltinImporter.exec_module(copy)
    monotonic: Callable[[], float] = copy.monotonic
    return monotonic


def keep_time(loop: asyncio.AbstractEventLoop) -> None:
    """Have a loop go by a clock that no test can stop."""
    # Others, such as uvloop's, have a clock of their own.
    if isinstance(loop, asyncio.BaseEventLoop):
        loop.time = clock()  # type: ignore[method-assign]


def default_pool() -> ThreadPoolExecutor:
    """Return what runs synchronous code for which a loop has no other place."""
    return ThreadPoolExecutor(thread_name_prefix=_DEFAULT_POOL)


def _made() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    keep_time(loop)
    loop.set_default_executor(default_pool())
    return loop


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine, as `asyncio.run` does, on a loop of that kind."""
    with asyncio.Runner(loop_factory=_made) as runner:
        runner.run(main)


def let_process_end() -> None:
    """Have Python not wait for threads of live servers when the process ends.

    What sleeps in one can't be stopped. Python waits for all threads of its pools.
    """
    waited_for: Any = getattr(pools, "_threads_queues", {})
    for thread in [*waited_for]:
        if thread.name.startswith(_DEFAULT_POOL):
            del waited_for[thread]
