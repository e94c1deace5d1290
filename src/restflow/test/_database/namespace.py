"""Which connection a thread gets, and which threads get none any more."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from restflow.test._database.turns import OWNER_ENDED, Party, has_owner_ended

# Threads that go on although their test has ended. Another test is not theirs.
outlived: WeakSet[threading.Thread] = WeakSet()
OUTLIVED = "The test that started this thread has ended."


def refusal() -> str:
    """Say why this code gets no connection, if it is of a test that has ended."""
    if has_owner_ended():
        return OWNER_ENDED
    return OUTLIVED if outlived and threading.current_thread() in outlived else ""


def is_of_a_pool(thread: threading.Thread) -> bool:
    """Tell whether a thread waits for more work, and ends with its pool."""
    return thread.name.startswith(("asyncio_", "ThreadPoolExecutor"))


# Who wants to know of connections that are opened. A receiver of their own would have
# to be connected for each test, which takes Django longer.
told_of_opened: list[Callable[[BaseDatabaseWrapper], None]] = []


def _refuse_outlived(connection: object, **_kwargs: Any) -> None:
    # Those of other kinds, such as asynchronous ones, are not ours to close.
    if not isinstance(connection, BaseDatabaseWrapper):
        return
    if why := refusal():
        discard(connection)
        raise DatabaseError(why)
    for tell in [*told_of_opened]:
        tell(connection)


def discard(connection: BaseDatabaseWrapper) -> None:
    """Close a connection that was just made, also one to a database in memory."""
    made, connection.connection = connection.connection, None
    made.close()


connection_created.connect(_refuse_outlived)


class Namespace:
    """Holds connections by alias: one for all threads, or for the party's only."""

    def __init__(
        self, shared: dict[str, Any], everywhere: set[str], party: Party
    ) -> None:
        self.__dict__.update(
            _shared=shared,
            _everywhere=everywhere,
            _party=party,
            _own=threading.local(),
        )

    def __getattr__(self, alias: str) -> Any:
        # Not in the instance's own dictionary, so it depends on the thread.
        if why := refusal():
            raise DatabaseError(why)
        own: dict[str, Any] = self.__dict__
        if alias in own["_everywhere"] or threading.get_ident() in own["_party"]:
            try:
                return own["_shared"][alias]
            except KeyError:
                raise AttributeError(alias) from None
        return getattr(own["_own"], alias)

    def __setattr__(self, alias: str, connection: Any) -> None:
        if threading.get_ident() in self.__dict__["_party"]:
            self.__dict__["_shared"][alias] = connection
        else:
            setattr(self.__dict__["_own"], alias, connection)

    def __delattr__(self, alias: str) -> None:
        if threading.get_ident() in self.__dict__["_party"]:
            del self.__dict__["_shared"][alias]
        else:
            delattr(self.__dict__["_own"], alias)
