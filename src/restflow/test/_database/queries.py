"""Which queries a request made, and which line of the user's code made them."""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from restflow.test._database.django import connections_so_far
from restflow.test._database.lines import callers, users_line


@dataclass(frozen=True)
class Query:
    """A statement that was sent to the database.

    Attributes:
        sql: The statement, with placeholders.
        params: The values for the placeholders.
        time: How long it took, in seconds.
        where: The file and line of the project's own code that caused it, relative to
            the working directory; empty if there is none.
        using: The alias of the database.

    Since:
        0.1.0.
    """

    sql: str
    params: Any
    time: float
    where: str
    using: str

    def __str__(self) -> str:
        place = f"\n    in {self.where}" if self.where else ""
        return f"{self.sql}{place}"


# The list of the request, or of the block, that is going on in this context.
noted: ContextVar[tuple[list[Query], ...]] = ContextVar("restflow_queries", default=())
# Those of every thread and context.
everywhere: list[list[Query]] = []
_OF_THE_TEST_CASE = ("_fixture_setup", "_fixture_teardown")

# Those of all threads, by their identity: a set takes longer to go through, and each
# request does. A test may be the first to import this, when some are open.
_opened = WeakValueDictionary({id(one): one for one in connections_so_far()})
_listeners = 0
# A request that nobody waits for may end while garbage is collected, within this.
_lock = threading.RLock()


def note_opened(connection: object, **_kwargs: Any) -> None:
    """Have a connection in mind, for whoever listens now or later."""
    # Those of other kinds have other wrappers.
    if isinstance(connection, BaseDatabaseWrapper):
        with _lock:
            _opened[id(connection)] = connection
            if _listeners:
                _watch(connection)


def opened() -> list[BaseDatabaseWrapper]:
    """Return all connections that were opened, whether they are open or not."""
    return [*filter(None, (reference() for reference in _opened.valuerefs()))]


class Listening(AbstractContextManager[None]):
    """Note what all connections execute; nothing stays on them after the block.

    Each request is one, and a generator would take longer.
    """

    def __enter__(self) -> None:
        global _listeners  # noqa: PLW0603  (connections are the process's)
        with _lock:
            _listeners += 1
            if _listeners == 1:
                for connection in opened():
                    _watch(connection)

    def __exit__(self, *_exception: object) -> None:
        global _listeners  # noqa: PLW0603  (connections are the process's)
        with _lock:
            _listeners -= 1
            if not _listeners:
                for connection in opened():
                    _let_be(connection)


# It holds nothing, so that there is need of just one.
listening = Listening()


def _watch(connection: BaseDatabaseWrapper) -> None:
    if _note not in connection.execute_wrappers:
        # Whoever adds a wrapper takes the last one away.
        connection.execute_wrappers.insert(0, _note)


def _let_be(connection: BaseDatabaseWrapper) -> None:
    if _note in connection.execute_wrappers:
        connection.execute_wrappers.remove(_note)


def _note(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    lists = noted.get()
    if everywhere and not _of_the_test_case():
        lists = (*lists, *everywhere)
    if not lists:
        return execute(sql, params, many, context)
    where = users_line()
    start = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        spent = time.perf_counter() - start
        query = Query(str(sql), params, spent, where, context["connection"].alias)
        for queries in lists:
            queries.append(query)


def _of_the_test_case() -> bool:
    """Tell whether Django's test case is flushing or loading, rather than the test."""
    names = (frame.f_code.co_name for frame in callers(inspect.currentframe()))
    return any(name in _OF_THE_TEST_CASE for name in names)


connection_created.connect(note_opened)
