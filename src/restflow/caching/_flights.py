"""One computation for all callers who miss the same entry at the same time.

A flight is named by the key and by the tokens: whoever finds other tokens, as after a
write of his own, does not join a computation that began before.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar

Name = tuple[str, tuple[object, ...]]
# What was computed; or nothing, if it is of no use to others.
Flight = Future[bytes | None]
# The computation has failed, and whoever comes first begins another one.
FAILED = b""

_flights: dict[Name, Flight] = {}
_lock = threading.Lock()
# What this thread or task is computing: it must not wait for itself.
_own: ContextVar[frozenset[Name]] = ContextVar("restflow_flights", default=frozenset())


def claim(name: Name) -> tuple[Flight | None, bool]:
    """Return a flight, and whether it is the caller's to compute.

    There is none for whoever is called by its computation.
    """
    if name in _own.get():
        return None, False
    with _lock:
        flight = _flights.get(name)
        if flight is not None:
            return flight, False
        flight = _flights[name] = Future()
        return flight, True


@contextmanager
def flying(name: Name, flight: Flight) -> Generator[None]:
    """Have others wait for what is computed in the block."""
    reset = _own.set(_own.get() | {name})
    end: bytes | None = FAILED
    try:
        yield
        end = None
    finally:
        with _lock:
            _flights.pop(name, None)
        if not flight.done():
            flight.set_result(end)
        # Last: it fails where a coroutine is closed by another task.
        _own.reset(reset)


def _forget() -> None:
    """Begin anew in a process that was forked: nobody computes for it."""
    global _lock  # noqa: PLW0603
    _lock = threading.Lock()
    _flights.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
