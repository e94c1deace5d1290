"""The thread for the synchronous code of a request to a live server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_Work = tuple[Future[Any], Callable[[], Any]]


class OneThread(Executor):
    """Runs one thing after another in a thread, which is made when it is needed.

    Nobody waits for it: neither who shuts it down, nor the end of the process. A view
    that sleeps can't be stopped, and all else has to go on.

    Args:
        prepare: Is called first in the thread.

    Attributes:
        was_let_go: Whether a thread has been left to itself.
    """

    def __init__(self, prepare: Callable[[], object]) -> None:
        self._prepare = prepare
        self._work: SimpleQueue[_Work | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self.was_let_go = False

    def submit(
        self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        future: Future[T] = Future()
        if self._thread is None:
            self._start()
        self._work.put((future, partial(fn, *args, **kwargs)))
        return future

    def _start(self) -> None:
        # The name is one of a pool: that of a test that has started none.
        self._thread = threading.Thread(
            target=self._run, name="ThreadPoolExecutor-live", daemon=True
        )
        self._thread.start()

    def _run(self) -> None:
        self._prepare()
        while (work := self._work.get()) is not None:
            _do(*work)
            del work
            if self._thread is not threading.current_thread():
                # It was let go, and another has taken over.
                return
        # There may be another.
        self._work.put(None)

    def call_when_idle(self, function: Callable[[], object]) -> None:
        """Call a function when all is done, at once if there was nothing to do."""
        if self._thread is None:
            function()
        else:
            self.submit(_do_nothing).add_done_callback(lambda _: function())

    def let_go(self) -> None:
        """Leave the thread to itself, if there is one, and go on in another."""
        if self._thread is not None:
            self.was_let_go = True
            self._start()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the thread as soon as all is done; there is no waiting for it."""
        del wait, cancel_futures
        self._work.put(None)


def _do(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001  (it is raised where it is awaited)
        future.set_exception(error)
    else:
        future.set_result(result)


def _do_nothing() -> None:
    pass
