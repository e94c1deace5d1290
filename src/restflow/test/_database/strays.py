"""Connections that other threads open for themselves, and that have to be closed."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any
from weakref import WeakSet

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from restflow.test._database import django as private
from restflow.test._database.lines import users_line
from restflow.test._database.namespace import discard, is_of_a_pool, told_of_opened
from restflow.test._database.replacing import replaced


class Strays:
    """Connections that are opened while a test runs, and that it does not share.

    Args:
        shared: The identities of those that it shares.
    """

    def __init__(self, shared: set[int]) -> None:
        self._shared = shared
        # And what a warning says of each.
        self._found: list[tuple[BaseDatabaseWrapper, str]] = []

    @contextmanager
    def noted(self) -> Generator[None]:
        """Note those that are opened in a block."""
        told_of_opened.append(self._note)
        try:
            yield
        finally:
            told_of_opened.remove(self._note)

    def _note(self, connection: BaseDatabaseWrapper) -> None:
        if id(connection) not in self._shared:
            # A thread of a pool keeps it for the next piece of work.
            thread = threading.current_thread()
            where = "" if is_of_a_pool(thread) else users_line()
            told = f"the connection {connection.alias!r}, opened in {where}"
            self._found.append((connection, told if where else ""))

    def close(self) -> list[str]:
        """Close them all; return what to say of those that were left open."""
        told = [said for of, said in self._found if said and of.connection is not None]
        for connection, _ in self._found:
            _close(connection)
        return told


_DROPPED = "The test databases are being dropped."


class UntilDropped:
    """What other threads connect to while there are test databases.

    It is closed before they are dropped, and nothing is opened meanwhile.
    """

    def __init__(self) -> None:
        self._opened: WeakSet[BaseDatabaseWrapper] = WeakSet()
        self._lock = threading.Lock()
        self._main = threading.get_ident()
        self._noting = ExitStack()
        self._dropping = False

    def begin(self) -> None:
        """Note what is opened from now on."""
        connect: Any = BaseDatabaseWrapper.connect

        # Django's signal would come too late: what pytest-django blocks meanwhile is
        # connected, and the signal is not sent.
        @wraps(connect)
        def note(connection: BaseDatabaseWrapper) -> None:
            self._note(connection)
            try:
                connect(connection)
            finally:
                if self._is_refused() and connection.connection is not None:
                    discard(connection)
                    raise DatabaseError(_DROPPED)

        self._noting.enter_context(replaced(BaseDatabaseWrapper, "connect", note))

    def close(self) -> None:
        """Close it, and refuse other threads what they open from now on."""
        with self._lock:
            self._dropping = True
        for connection in self._opened:
            _close(connection)

    def end(self) -> None:
        """Refuse nothing any more."""
        self._noting.close()

    def _is_refused(self) -> bool:
        return self._dropping and threading.get_ident() != self._main

    def _note(self, connection: BaseDatabaseWrapper) -> None:
        with self._lock:
            if self._is_refused():
                raise DatabaseError(_DROPPED)
            self._opened.add(connection)


def _close(connection: BaseDatabaseWrapper) -> None:
    """Close a connection, whatever thread it is of."""
    connection.inc_thread_sharing()
    try:
        private.interrupt(connection)
        connection.close()
    finally:
        connection.dec_thread_sharing()
