"""Who uses a shared connection now, who waits, and what is told when nobody gives way.

A connection that several threads share runs one transaction at a time. A thread that
has opened an atomic block or a cursor has its turn until it closes it, and so has one
statement; the others wait.
"""

from __future__ import annotations

import os
import threading
from contextvars import ContextVar
from functools import partial

from django.db import DatabaseError

from restflow._traps import CONNECTION_TAKEN, TrapError, public
from restflow.test._database.lines import line_of_thread

# Whether this code is of a request that has a thread of its own, as on a server.
has_own_thread: ContextVar[bool] = ContextVar("restflow_own_thread", default=False)
# How long a thread waits while another keeps its turn, in seconds. It is less than HTTP
# clients wait, as they would hide who is in the way.
_PATIENCE = 4.0


class Owner:
    """What code belongs to that another test may find running: a request to a server.

    Attributes:
        has_ended: Whether its test has, so that no connection is its own any more.
    """

    has_ended = False


# Also in the threads that a request waits for, and in the tasks that it has started.
owner: ContextVar[Owner | None] = ContextVar("restflow_owner", default=None)
OWNER_ENDED = "The test that sent this request has ended."


def has_owner_ended() -> bool:
    """Tell whether this code is of a request whose test has ended."""
    mine = owner.get()
    return mine is not None and mine.has_ended


def patience() -> float:
    """Return how long a thread waits in this process, in seconds."""
    return float(os.environ.get("RESTFLOW_CONNECTION_TIMEOUT", _PATIENCE))


@public
class ConnectionTakenError(TrapError, TimeoutError):
    """A thread waited in vain for a connection that the test's threads share.

    It names the thread that holds the connection, and the line at which that thread is.
    Its code is restflow.E112.

    Since:
        0.1.0. Without a shared connection, databases report a lock or a deadlock, or
        wait for ever.
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
        self._owner: Owner | None = None
        self._queue: list[object] = []
        self._depth = 0
        self._ended = 0

    def take(self) -> None:
        """Wait for the turn.

        Raises:
            ConnectionTakenError: Another thread has not given it back in time.
            DatabaseError: This code is of a test that has ended.
        """
        if has_owner_ended():
            raise DatabaseError(OWNER_ENDED)
        me = self._party.who()
        with self._condition:
            self.forfeit()
            is_free = self._holder is None and not self._queue
            if self._holder != me and not is_free and not self._wait():
                raise self._refusal()
            self._holder = me
            self._thread = threading.get_ident()
            self._owner = owner.get()
            self._depth += 1

    def forfeit(self) -> bool:
        """Take the turn from code whose test has ended, and tell whether it had it."""
        with self._condition:
            if self._holder is None or self._owner is None or not self._owner.has_ended:
                return False
            self._holder, self._depth = None, 0
            return True

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
            "before waiting for another thread, or use `transaction=True` (in a class: "
            "`AsyncAPITransactionTestCase`).",
        )

    def _place(self) -> str:
        line = line_of_thread(self._thread)
        return f" ({line})" if line else ""
