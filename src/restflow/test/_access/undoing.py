"""Rollback of what the requests of an access table do."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from restflow.test._database.django import block_of_the_test, roll_back_to_its_start


@contextmanager
def undoing() -> Generator[Callable[[], None]]:
    """Roll back what is done in the block, on all databases that the test may use.

    Yields:
        What rolls back all that was done so far.
    """
    usable = _usable()
    with ExitStack() as stack:
        for connection in usable:
            if not connection.in_atomic_block:
                # A transaction is not rolled back to its start without ending.
                _enter(stack, connection.alias)
            _enter(stack, connection.alias)

        def undo() -> None:
            for connection in usable:
                roll_back_to_its_start(connection)

        yield undo


def _enter(stack: ExitStack, alias: str) -> None:
    stack.enter_context(block_of_the_test(alias))
    stack.callback(transaction.set_rollback, True, using=alias)


def _usable() -> list[BaseDatabaseWrapper]:
    """Return the databases that the test may use."""
    every: Sequence[Any] = connections.all()
    known = [
        connection
        for connection in every
        if isinstance(connection, BaseDatabaseWrapper)
        # A mirror has its rows from the database that it mirrors.
        and not connection.settings_dict["TEST"]["MIRROR"]
    ]
    opened = [connection for connection in known if connection.in_atomic_block]
    # Where transactions are real, none is open.
    return opened or [connection for connection in known if _may_connect(connection)]


def _may_connect(connection: BaseDatabaseWrapper) -> bool:
    try:
        connection.cursor().close()
    except (AssertionError, RuntimeError, ImproperlyConfigured):
        # Django's test cases refuse databases that they do not name, and pytest-django
        # all of them where there is no mark. A project may have none.
        return False
    return True
