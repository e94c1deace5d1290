"""Who uses a shared connection now, who waits, and what is told when nobody gives way.

A connection that several threads share runs one transaction at a time. A thread that
has opened an atomic block or a cursor has its turn until it closes it, and so has one
statement; the others wait.
"""

from __future__ import annotations

import os
import sys
import threading
from functools import partial

from restflow._traps import CONNECTION_TAKEN, TrapError
from restflow.test._database.lines import is_users, line_of


def patience() -> float:
    """Return how long a thread waits while another keeps its turn, in seconds.

    It is less than HTTP clients wait, as they would hide who is in the way.
    """
    return float(os.environ.get("RESTFLOW_CONNECTION_TIMEOUT", "4"))


class ConnectionTakenError(TrapError, TimeoutError):
    """A thread waited in vain for a connection that the test's threads share.

    It names the thread that holds the connection, and the line at which that thread is.
    Its code is restflow.E112.

    Since:
        0.1.0. Without sharing, databases report a lock or a deadlock, or wait for ever.
    """


class Party(set[int]):
    """Threads that take turns by themselves, and so count as one.

    The main thread runs the event loop while asgiref's thread runs synchronous code for
    it: one of the two is always waiting for the other.
    """

    def who(self) -> int:
        """Return whose turn it would be if this thread took it."""
        ident = threading.get_ident()
        return 0 if ident in self else ident


class Turn:
    """A lock that its holder may take again, with a limit to waiting."""

    def __init__(self, alias: str, party: Party) -> None:
        self._alias = alias
        self._party = party
        self._condition = threading.Condition()
        self._holder: int | None = None
        self._thread = 0
        self._queue: list[object] = []
        self._depth = 0
        self._ended = 0

    def take(self) -> None:
        """Wait for the turn.

        Raises:
            ConnectionTakenError: Another thread has not given it back in time.
        """
        me = self._party.who()
        with self._condition:
            is_free = self._holder is None and not self._queue
            if self._holder != me and not is_free and not self._wait():
                raise self._refusal()
            self._holder = me
            self._thread = threading.get_ident()
            self._depth += 1

    def _wait(self) -> bool:
        """Wait in a queue, or a thread with many statements would leave no gap."""
        place = object()
        self._queue.append(place)
        ended = -1
        try:
            # As long as those before it move on, nobody is stuck.
            while not self._is_next(place) and ended != self._ended:
                ended = self._ended
                self._condition.wait_for(
                    partial(self._is_next, place, since=ended), patience()
                )
            return self._is_next(place)
        finally:
            self._queue.remove(place)
            self._condition.notify_all()

    def _is_next(self, place: object, since: int | None = None) -> bool:
        """Tell whether a place in the queue is the next, or turns have ended."""
        has_news = since is not None and self._ended != since
        return has_news or (self._holder is None and self._queue[0] is place)

    def give_back(self) -> None:
        """End the turn, if it was taken."""
        with self._condition:
            if self._holder != self._party.who():
                return
            self._depth -= 1
            if not self._depth:
                self._holder = None
                self._ended += 1
                self._condition.notify_all()

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *_error: object) -> None:
        self.give_back()

    def _refusal(self) -> ConnectionTakenError:
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        holder = names.get(self._thread, "which has ended")
        return ConnectionTakenError(
            CONNECTION_TAKEN,
            f"The connection {self._alias!r} was not free within {patience():g} "
            f"seconds: thread {holder} is in an atomic block or reads a cursor"
            f"{self._place()}.",
            "All threads of a rolled-back test share one connection. Close the block "
            "before waiting for another thread, or use `transaction=True`.",
        )

    def _place(self) -> str:
        frame = sys._current_frames().get(self._thread)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        while frame is not None and not is_users(frame.f_code.co_filename):
            frame = frame.f_back
        return f" ({line_of(frame)})" if frame else ""
