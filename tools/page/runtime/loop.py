"""An event loop for a Python without threads, and asgiref and threads on it.

What would run in a thread runs at once, in the only thread there is. Meanwhile no loop
runs and no task is current, so that Django's checks for synchronous code in a coroutine
go on to work.
"""

# ruff: noqa: SLF001

from __future__ import annotations

import asyncio
import contextvars
import heapq
import sys
import threading
import time
from asyncio import events, tasks
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from types import FunctionType
from typing import Any

from asgiref import sync
from asgiref.current_thread_executor import CurrentThreadExecutor
from asgiref.sync import SyncToAsync

_events: Any = events
_tasks: Any = tasks
_sync: Any = sync
_restore_context: Any = _sync._restore_context

# The loops that wait for the synchronous code that runs now, the innermost last.
_suspended: list[Any] = []


@contextmanager
def suspended() -> Generator[None]:
    """Leave the running loop and its task until the block ends."""
    loop = _events._get_running_loop()
    if loop is None:
        yield
        return
    task = _tasks._swap_current_task(loop, None)
    _events._set_running_loop(None)
    _suspended.append(loop)
    try:
        yield
    finally:
        _suspended.pop()
        _events._set_running_loop(loop)
        _tasks._swap_current_task(loop, task)


def settled(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
    """Call a function as another thread would; return what came of it."""
    future: Future[Any] = Future()
    try:
        with suspended():
            result = function(*args, **kwargs)
    except BaseException as error:  # noqa: BLE001  (it belongs to the future)
        future.set_exception(error)
    else:
        future.set_result(result)
    return future


class Worker(ThreadPoolExecutor):
    """Stands in for the one thread that asgiref runs synchronous code in.

    What coroutines hand it is done one after the other, also where a piece of work
    waits for a coroutine.
    """

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self._queue: deque[Callable[[], None]] = deque()
        self._busy = False

    def do(self, work: Callable[[], None], loop: Any) -> None:
        """Do something now, or when what is being done has ended."""
        if self._busy:
            self._queue.append(work)
            return
        self._busy = True
        try:
            work()
        finally:
            self._busy = False
        if self._queue:
            loop.call_soon(self.do, self._queue.popleft(), loop)


class InlineLoop(asyncio.BaseEventLoop):
    """A loop that has timers, and nothing to listen to."""

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Call the function at once; whoever waits for it goes on in the next turn."""
        future: asyncio.Future[Any] = self.create_future()

        def work() -> None:
            self.call_soon(_copy, settled(func, *args), future)

        if isinstance(executor, Worker):
            executor.do(work, self)
        else:
            work()
        return future

    def run_nested(self, future: Future[Any]) -> None:
        """Go on within synchronous code that this loop waits for, until it is done."""
        _events._set_running_loop(self)
        try:
            while not future.done():
                self._run_once()
        finally:
            _events._set_running_loop(None)

    def _run_once(self) -> None:
        own: Any = self
        scheduled, ready = own._scheduled, own._ready
        while scheduled and scheduled[0]._cancelled:
            heapq.heappop(scheduled)._scheduled = False
        if not ready and not own._stopping:
            self._wait(scheduled)
        now = self.time() + own._clock_resolution
        while scheduled and scheduled[0]._when < now:
            handle = heapq.heappop(scheduled)
            handle._scheduled = False
            ready.append(handle)
        # A nested run may have taken what was ready.
        for _ in range(len(ready)):
            if not ready:
                break
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()

    def _wait(self, scheduled: list[Any]) -> None:
        if not scheduled:
            raise RuntimeError(
                "This waits for something that cannot happen in the page, where there "
                "are no threads and no sockets."
            )
        time.sleep(max(0, scheduled[0]._when - self.time()))

    def _write_to_self(self) -> None:
        pass  # There is no other thread that could have called.

    def _process_events(self, event_list: Any) -> None:
        pass


def _copy(done: Future[Any], future: asyncio.Future[Any]) -> None:
    if future.done():
        return
    if error := done.exception():
        future.set_exception(error)
    else:
        future.set_result(done.result())


class _Policy(_events._BaseDefaultEventLoopPolicy):  # type: ignore[misc]
    _loop_factory = InlineLoop


def _run(work: Any, result: Future[Any], *, new_loop: bool) -> None:
    """Run a coroutine for synchronous code: on the loop that waits, or a new one."""
    if _suspended and not new_loop:
        outer = _suspended[-1]
        outer.create_task(work)
        outer.run_nested(result)
    else:
        asyncio.run(work)


def _call_async(run: Callable[..., None]) -> Callable[..., Any]:
    """Return what stands in for `AsyncToSync.__call__`."""

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        __traceback_hide__ = True  # noqa: F841
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            pass
        else:
            raise RuntimeError(
                "You cannot use AsyncToSync in the same thread as an async event loop "
                "- just await the async function directly."
            )
        before = getattr(self.executors, "current", None)
        self.executors.current = CurrentThreadExecutor(before)
        result: Future[Any] = Future()
        context = [contextvars.copy_context()]
        handed = getattr(SyncToAsync.threadlocal, "task_context", None)
        awaitable = self.awaitable(*args, **kwargs)
        work = self.main_wrap(result, sys.exc_info(), handed, context, awaitable)
        try:
            run(work, result, new_loop=self.force_new_loop)
        finally:
            _restore_context(context[0])
            self.executors.current = before
        return result.result()

    # It goes by the name of what it stands in for, also in its frames: all that it uses
    # is in asgiref's module under the same names.
    name = "AsyncToSync.__call__"
    code = call.__code__.replace(co_name="__call__", co_qualname=name)
    return FunctionType(code, sync.__dict__, "__call__", None, call.__closure__)


async def _enter(self: Any) -> Any:
    # The executor of its own that a request would get is a thread.
    return self


def _start(self: Any) -> None:
    """Stand in for `Thread.start`: do at once what the thread would do."""
    self._started.set()
    error = settled(self.run).exception()
    if error is not None:
        args = (type(error), error, error.__traceback__, self)
        threading.excepthook(threading.ExceptHookArgs(args))


def _join(_self: Any, timeout: float | None = None) -> None:
    """Do nothing: what was started has ended."""


def _is_alive(self: Any) -> bool:
    return self is threading.main_thread()


def _submit(_self: Any, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    return settled(fn, *args, **kwargs)


def install() -> None:
    """Have asyncio, asgiref and threads work with one thread, from now on."""
    # Pyodide says that the browser's own loop runs, always.
    _events._set_running_loop(None)
    _events._set_event_loop_policy(_Policy())
    thread: Any = threading.Thread
    thread.start = _start
    thread.join = _join
    thread.is_alive = _is_alive
    pool: Any = ThreadPoolExecutor
    pool.submit = _submit
    _sync.AsyncToSync.__call__ = _call_async(_run)
    _sync.ThreadSensitiveContext.__aenter__ = _enter
    _sync.SyncToAsync.single_thread_executor = Worker()
