"""What sharing connections takes from inside Django and asgiref, in one place.

None of it is documented. For each name a test fails when Django or asgiref changes what
it is about.
"""

# ruff: noqa: SLF001

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

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


def namespace() -> Any:
    """Return what holds the connections of each thread and task."""
    return _handler._connections


def set_namespace(namespace: Any) -> None:
    _handler._connections = namespace


def worker() -> ThreadPoolExecutor:
    """Return what runs the synchronous code of an event loop, in one thread."""
    executor: ThreadPoolExecutor = SyncToAsync.single_thread_executor
    return executor


def is_lent() -> bool:
    """Tell whether a thread waits for this code, and does its synchronous work."""
    return getattr(AsyncToSync.executors, "current", None) is not None


def has_own_executor(context: Any) -> bool:
    """Tell whether a thread-sensitive context was given an executor to use."""
    return getattr(context, "_executor", None) is not None


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


def is_open(block: object, connection: BaseDatabaseWrapper) -> bool:
    """Tell whether an atomic block was entered and not left."""
    blocks: Any = connection.atomic_blocks
    return block in blocks


def is_blocked() -> bool:
    """Tell whether pytest-django keeps everything off the database."""
    name: str = BaseDatabaseWrapper.ensure_connection.__name__
    return name == "_blocking_wrapper"
