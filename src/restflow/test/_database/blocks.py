"""Atomic blocks and cursors that take turns on shared connections.

Each function returns what stands in for a method of Django's while connections are
shared. None of these is wrapped to look like the method: it is made for each test.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import get_connection

from restflow.test._database import django as private
from restflow.test._database.autocommit import by_itself
from restflow.test._database.commits import Hook, Hooks, checked
from restflow.test._database.replacing import replaced
from restflow.test._database.turns import Turn

# By the identity of the connection.
Turns = Mapping[int, Turn]


def waiting(turn: Turn, hooks: Hooks | None) -> Callable[..., Any]:
    """Return an execute wrapper that gives each statement its turn.

    Args:
        turn: The turns of the connection.
        hooks: Its commit hooks, if its transaction is the test's.
    """

    def wait(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        with turn:
            if hooks is None or not hooks.in_autocommit:
                return execute(sql, params, many, context)
            with by_itself(hooks.connection):
                return execute(sql, params, many, context)

    return wait


def on_commit(hooks: Hooks, turn: Turn) -> Callable[..., None]:
    """Return what stands in for `on_commit` of a connection."""

    def register(func: Hook, robust: bool = False) -> None:
        # Whether a block is open is another thread's business until its turn ends.
        with turn:
            due = hooks.registered(func, robust)
        hooks.run(due)

    return register


def on_real_commit(connection: BaseDatabaseWrapper) -> Callable[..., None]:
    """Return what stands in for `on_commit` where transactions are real."""

    def register(func: Hook, robust: bool = False) -> None:
        type(connection).on_commit(connection, checked(func), robust)

    return register


def enter_atomic(turns: Turns, hooks: Mapping[str, Hooks]) -> Callable[[Any], None]:
    """Return what stands in for `Atomic.__enter__`."""
    enter = private.ATOMIC.__enter__

    def __enter__(atomic: Any) -> None:  # noqa: N807  (as what it replaces)
        connection = get_connection(atomic.using)
        with _turn_until_later(turns.get(id(connection))):
            of_alias = hooks.get(connection.alias)
            if of_alias and of_alias.in_autocommit:
                # Without a savepoint, a block that fails would take the whole test's
                # transaction with it, and not only what it did itself.
                with replaced(atomic, "savepoint", True), of_alias.crossing():
                    enter(atomic)
            else:
                enter(atomic)

    return __enter__


def exit_atomic(turns: Turns, hooks: Mapping[str, Hooks]) -> Callable[..., None]:
    """Return what stands in for `Atomic.__exit__`."""
    leave = private.ATOMIC.__exit__

    def __exit__(  # noqa: N807
        atomic: Any, kind: Any, error: Any, traceback: Any
    ) -> None:
        connection = get_connection(atomic.using)
        turn = turns.get(id(connection))
        if turn and not private.is_open(atomic, connection):
            # The test that it is of has ended, and has rolled it back.
            return
        of_alias = hooks.get(connection.alias)
        end = partial(leave, atomic, kind, error, traceback)
        if turn and of_alias and of_alias.is_outermost:
            _end_outermost(end, of_alias, turn, succeeds=kind is None)
            return
        try:
            end()
        finally:
            if turn:
                turn.give_back()

    return __exit__


def _end_outermost(
    end: Callable[[], None], hooks: Hooks, turn: Turn, *, succeeds: bool
) -> None:
    """End an outermost block, and run its hooks while it ends, as Django does."""
    connection = hooks.connection
    commit = connection.savepoint_commit
    failed: list[DatabaseError] = []
    with ExitStack() as crossing:

        def savepoint_commit(sid: str) -> None:
            commit(sid)
            # Still in turn, or they would be taken for hooks of the next block.
            due = hooks.due()
            crossing.close()
            try:
                hooks.run(due)
            except DatabaseError as error:
                # Django would take it for one of the savepoint.
                failed.append(error)

        crossing.callback(turn.give_back)
        crossing.enter_context(hooks.crossing())
        if succeeds:
            crossing.enter_context(
                replaced(connection, "savepoint_commit", savepoint_commit)
            )
        end()
    if failed:
        raise failed[0]


def enter_cursor(turns: Turns) -> Callable[[Any], Any]:
    """Return what stands in for `CursorWrapper.__enter__`."""
    enter = private.CURSOR.__enter__

    def __enter__(cursor: Any) -> Any:  # noqa: N807
        with _turn_until_later(turns.get(id(cursor.db))):
            return enter(cursor)

    return __enter__


def exit_cursor(turns: Turns) -> Callable[..., Any]:
    """Return what stands in for `CursorWrapper.__exit__`."""
    leave = private.CURSOR.__exit__

    def __exit__(  # noqa: N807
        cursor: Any, kind: Any, error: Any, traceback: Any
    ) -> Any:
        try:
            return leave(cursor, kind, error, traceback)
        finally:
            if turn := turns.get(id(cursor.db)):
                turn.give_back()

    return __exit__


def execute_sql(turns: Turns) -> Callable[..., Any]:
    """Return what stands in for `SQLCompiler.execute_sql`."""
    execute = private.COMPILER.execute_sql

    def execute_sql(compiler: Any, *args: Any, **kwargs: Any) -> Any:
        turn = turns.get(id(compiler.connection))
        if turn is None:
            return execute(compiler, *args, **kwargs)
        # SQLite mixes up rows that are read while another thread executes something.
        with turn:
            return execute(compiler, *args, **kwargs)

    return execute_sql


@contextmanager
def _turn_until_later(turn: Turn | None) -> Generator[None]:
    """Take a turn, which is given back at once if the block raises, and else later."""
    if turn:
        turn.take()
    try:
        yield
    except BaseException:
        if turn:
            turn.give_back()
        raise
