"""Atomic blocks and cursors that take turns on shared connections.

Each function returns what stands in for a method of Django's while connections are
shared.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.db.transaction import get_connection

from restflow.test._database import django as private
from restflow.test._database.commits import Due, Hook, Hooks
from restflow.test._database.replacing import replaced
from restflow.test._database.turns import Turn

# By the identity of the connection.
Turns = Mapping[int, Turn]


def waiting(turn: Turn) -> Callable[..., Any]:
    """Return an execute wrapper that gives each statement its turn."""

    def wait(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        with turn:
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


def enter_atomic(turns: Turns, hooks: Mapping[str, Hooks]) -> Callable[[Any], None]:
    """Return what stands in for `Atomic.__enter__`."""
    enter = private.ATOMIC.__enter__

    @wraps(enter)
    def __enter__(atomic: Any) -> None:  # noqa: N807  (as what it replaces)
        connection = get_connection(atomic.using)
        with _turn_until_later(turns.get(id(connection))):
            of_alias = hooks.get(connection.alias)
            if of_alias and of_alias.faithful and of_alias.is_outside:
                # Without a savepoint, a block that fails would take the whole test's
                # transaction with it, and not only what it did itself.
                with replaced(atomic, "savepoint", True):
                    enter(atomic)
            else:
                enter(atomic)

    return __enter__


def exit_atomic(turns: Turns, hooks: Mapping[str, Hooks]) -> Callable[..., None]:
    """Return what stands in for `Atomic.__exit__`."""
    leave = private.ATOMIC.__exit__

    @wraps(leave)
    def __exit__(  # noqa: N807
        atomic: Any, kind: Any, error: Any, traceback: Any
    ) -> None:
        connection = get_connection(atomic.using)
        turn = turns.get(id(connection))
        if turn and not private.is_open(atomic, connection):
            # The test that it is of has ended, and has rolled it back.
            return
        of_alias = hooks.get(connection.alias)
        due: list[Due] = []
        try:
            leave(atomic, kind, error, traceback)
            # Still in turn, or they would be taken for hooks of the next block.
            if of_alias and of_alias.connection is connection and kind is None:
                due = of_alias.due()
        finally:
            if turn:
                turn.give_back()
        if of_alias:
            of_alias.run(due)

    return __exit__


def enter_cursor(turns: Turns) -> Callable[[Any], Any]:
    """Return what stands in for `CursorWrapper.__enter__`."""
    enter = private.CURSOR.__enter__

    @wraps(enter)
    def __enter__(cursor: Any) -> Any:  # noqa: N807
        with _turn_until_later(turns.get(id(cursor.db))):
            return enter(cursor)

    return __enter__


def exit_cursor(turns: Turns) -> Callable[..., Any]:
    """Return what stands in for `CursorWrapper.__exit__`."""
    leave = private.CURSOR.__exit__

    @wraps(leave)
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

    @wraps(execute)
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
