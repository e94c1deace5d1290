"""Databases that Django comes to know while it runs."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import override_settings

ROOT = Path(__file__).parent.parent.parent
# For threads that may wait a second, or for ever.
PATIENCE = 30
T = TypeVar("T")


@contextmanager
def joined(alias: str, made: dict[str, Any]) -> Generator[Any]:
    """Have Django know one more database, and give this thread's connection to it."""
    handler: Any = connections
    before = handler.settings
    handler.settings = handler.configure_settings({**before, alias: made})
    try:
        yield connections[alias]
    finally:
        connections[alias].close()
        del connections[alias]
        handler.settings = before


class Router:
    """Has the tables of caches in the database `another`."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        return "another" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read


@contextmanager
def cache_in_another(**options: Any) -> Generator[None]:
    """Have the cache be a table of the database `another`."""
    made = {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_table",
        "OPTIONS": {"MAX_ENTRIES": 5000, **options},
    }
    with override_settings(
        CACHES={"default": made}, DATABASE_ROUTERS=[f"{__name__}.Router"]
    ):
        call_command("createcachetable", database="another", verbosity=0)
        yield


def execute(*statements: str, alias: str = "another") -> None:
    """Execute statements."""
    with connections[alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def close_all() -> None:
    """Close this thread's connections, that to a database in memory included."""
    for connection in connections.all(initialized_only=True):
        BaseDatabaseWrapper.close(connection)


def elsewhere(function: Callable[[], T]) -> T:
    """Call a function in another thread, on connections of its own."""
    (found,) = in_threads([function])
    return found


def in_threads(functions: Iterable[Callable[[], T]]) -> list[T]:
    """Call each in a thread of its own, all at the same moment."""
    calls = list(functions)
    found: list[Any] = [None] * len(calls)
    barrier = threading.Barrier(len(calls))

    def work(number: int) -> None:
        try:
            for alias in connections:
                if alias == "another":
                    connections[alias].ensure_connection()
            barrier.wait(PATIENCE)
            found[number] = calls[number]()
        except BaseException as error:  # noqa: BLE001  (raised below)
            found[number] = error
        finally:
            close_all()

    numbers = range(len(calls))
    threads = [threading.Thread(target=work, args=[n], daemon=True) for n in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        if thread.is_alive():
            # The end of the transaction that it waits for is its end.
            raise TimeoutError
    for one in found:
        if isinstance(one, BaseException):
            raise one
    return found


def in_processes(number: int, **settings: Any) -> int:
    """Have processes call a cached function, and return how often it was computed."""
    command = [sys.executable, "-m", "tests.caching.calling", json.dumps(settings)]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(  # noqa: S603  (our own command)
                    command,
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(number)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        return sum(int(process.communicate(timeout=300)[0]) for process in processes)
