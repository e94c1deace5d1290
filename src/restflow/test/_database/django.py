"""What sharing connections takes from inside Django and asgiref, in one place.

None of it is documented. For each name a test fails when Django or asgiref changes what
it is about.
"""

# ruff: noqa: SLF001

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context, copy_context
from typing import Any

from asgiref import sync
from asgiref.sync import AsyncToSync, SyncToAsync, ThreadSensitiveContext
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import Atomic

_handler: Any = connections
ATOMIC: Any = Atomic
CURSOR: Any = CursorWrapper
# Executes a query, and reads its rows unless they are asked for in chunks.
COMPILER: Any = SQLCompiler
CONTEXT: Any = ThreadSensitiveContext
# What runs synchronous code in a thread, for a coroutine that waits. Its argument
# `task_context` holds the tasks that run meanwhile, for which the thread works then.
_convert: Any = SyncToAsync
HANDED_OVER: Any = _convert.thread_handler.__code__
_restore: Any = vars(sync)["_restore_context"]


def connections_so_far() -> Sequence[BaseDatabaseWrapper]:
    """Return the database connections that this thread has asked for."""
    # Asking for them reads the settings. It may be too early for that, and is in vain
    # if nobody has read them.
    used = "settings" in vars(connections)
    return connections.all(initialized_only=True) if used else []


def namespace() -> Any:
    """Return what holds the connections of each thread and task."""
    return _handler._connections


def set_namespace(namespace: Any) -> None:
    _handler._connections = namespace


def worker() -> ThreadPoolExecutor:
    """Return what runs the synchronous code of an event loop, in one thread."""
    executor: ThreadPoolExecutor = SyncToAsync.single_thread_executor
    return executor


def restore_context(context: Context) -> None:
    """Set what a context of another thread has in this one.

    Since asgiref 3.12 a `Local`, such as that of the language, is of one thread, and
    does not go along with a context that is run in another.
    """
    _restore(context)


def unshare_locals() -> None:
    """Let this context have its own values of each `asgiref.local.Local`.

    Up to asgiref 3.9.0 these are in a dictionary that all copies of a context share.
    """
    for variable, value in copy_context().items():
        if variable.name == "asgiref.local" and isinstance(value, dict):
            variable.set(value.copy())


def is_lent() -> bool:
    """Tell whether a thread waits for this code, and does its synchronous work."""
    return getattr(AsyncToSync.executors, "current", None) is not None


def has_own_executor(context: Any) -> bool:
    """Tell whether a thread-sensitive context was given an executor to use."""
    return getattr(context, "_executor", None) is not None


def execute_in(context: Any, executor: Executor) -> None:
    """Have the synchronous code of a thread-sensitive context run in an executor."""
    _convert.context_to_thread_executor[context] = executor


def release(context: Any) -> None:
    """Have a thread-sensitive context end without waiting for its executor."""
    _convert.context_to_thread_executor.pop(context, None)


def interrupt(connection: BaseDatabaseWrapper) -> None:
    """Have a statement end that another thread may be executing, where drivers can."""
    made: Any = connection.connection
    # psycopg has the first, sqlite3 the second.
    for name in ("cancel", "interrupt"):
        if method := getattr(made, name, None):
            # What is closed already has nothing to interrupt.
            with suppress(Exception):
                method()


def is_in_memory(connection: Any) -> bool:
    """Tell whether a database is gone when its last connection is closed."""
    return connection.vendor == "sqlite" and bool(connection.is_in_memory_db())


def depth(connection: BaseDatabaseWrapper) -> int:
    """Return how many atomic blocks are open."""
    blocks: Any = connection.atomic_blocks
    return len(blocks)


def innermost(connection: BaseDatabaseWrapper) -> Any:
    """Return the atomic block that was opened last."""
    return connection.atomic_blocks[-1]


def block_of_the_test(alias: str) -> Any:
    """Return an atomic block in which durable blocks may be, as in Django's own."""
    block: Any = Atomic(alias, savepoint=True, durable=False)
    block._from_testcase = True
    return block


def roll_back_to_its_start(connection: BaseDatabaseWrapper) -> None:
    """Roll back what was done in the innermost block, which goes on."""
    # As a block does it at its end; a broken one would refuse any statement.
    connection.needs_rollback = False
    savepoints: Any = connection.savepoint_ids
    connection.savepoint_rollback(savepoints[-1])


def is_open(block: object, connection: BaseDatabaseWrapper) -> bool:
    """Tell whether an atomic block was entered and not left."""
    blocks: Any = connection.atomic_blocks
    return block in blocks


def is_evaluated(queryset: Any) -> bool:
    """Tell whether a queryset has its rows, so that nothing is asked for them."""
    return queryset._result_cache is not None


def is_blocked() -> bool:
    """Tell whether pytest-django keeps everything off the database."""
    name: str = BaseDatabaseWrapper.ensure_connection.__name__
    return name == "_blocking_wrapper"
