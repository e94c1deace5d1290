"""Statements in autocommit: each is a transaction of its own, as in production.

The transaction of the test stays open around them. A statement that fails must not
break that, as it breaks nothing in production, and what Django refuses outside of a
transaction it has to refuse here.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

from django.db import Error, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import get_connection

from restflow.test._database.commits import Hooks
from restflow.test._database.turns import Turn

# There a statement that fails takes back what it did itself, and no more.
_GO_ON = {"mysql", "oracle", "sqlite"}
_SAVEPOINT = "restflow_statement"


def get_autocommit(hooks: Hooks, turn: Turn) -> Callable[[], bool]:
    """Return what stands in for `get_autocommit` of a connection.

    Django asks it before it makes a savepoint, and before `select_for_update`.
    """
    connection = hooks.connection

    def get_autocommit() -> bool:
        # Whether a block is open is another thread's business until its turn ends.
        with turn:
            own: bool = type(connection).get_autocommit(connection)
            return own or hooks.in_autocommit

    return get_autocommit


def mark_for_rollback_on_error(
    turns: Mapping[int, Turn], hooks: Mapping[str, Hooks]
) -> Callable[..., AbstractContextManager[None]]:
    """Return what stands in for the function of that name in `django.db.transaction`.

    Where a write fails that is in no block, Django marks the test's own one as broken.
    """
    mark: Any = transaction.mark_for_rollback_on_error

    def mark_for_rollback_on_error(
        using: str | None = None,
    ) -> AbstractContextManager[None]:
        connection = get_connection(using)
        turn = turns.get(id(connection))
        of_alias = hooks.get(connection.alias)
        if turn and of_alias and of_alias.connection is connection:
            with turn:
                if of_alias.in_autocommit:
                    return nullcontext()
                if of_alias.is_outside:
                    return _breaking(mark(using=using), of_alias)
        marking: AbstractContextManager[None] = mark(using=using)
        return marking

    return mark_for_rollback_on_error


@contextmanager
def _breaking(marking: AbstractContextManager[None], hooks: Hooks) -> Generator[None]:
    """Note which error breaks the test's own transaction."""
    try:
        with marking:
            yield
    except Exception as error:
        hooks.broken_by = error
        raise


@contextmanager
def by_itself(connection: BaseDatabaseWrapper) -> Generator[None]:
    """Take back what a statement did if it fails, so that the transaction goes on."""
    if connection.vendor in _GO_ON:
        yield
        return
    _execute(connection, connection.ops.savepoint_create_sql(_SAVEPOINT))
    try:
        yield
    except BaseException:
        # A connection that is lost has nothing to take back.
        with suppress(Error):
            _execute(connection, connection.ops.savepoint_rollback_sql(_SAVEPOINT))
            _execute(connection, connection.ops.savepoint_commit_sql(_SAVEPOINT))
        raise
    _execute(connection, connection.ops.savepoint_commit_sql(_SAVEPOINT))


def _execute(connection: BaseDatabaseWrapper, sql: str) -> None:
    """Execute a statement that is none of the application's: nobody counts it."""
    raw: Any = connection.connection
    with connection.wrap_database_errors, raw.cursor() as cursor:
        cursor.execute(sql)
