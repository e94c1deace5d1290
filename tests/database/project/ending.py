"""Says what of Django is not as it was when a run began."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable, Generator, Iterator
from importlib import import_module

import pytest
from asgiref.sync import ThreadSensitiveContext
from django.db import connections, transaction
from django.db.backends.signals import connection_created
from django.db.backends.utils import CursorWrapper
from django.db.models.sql.compiler import SQLCompiler

# Of a connection.
METHODS = (
    "close",
    "close_if_unusable_or_obsolete",
    "ensure_connection",
    "get_autocommit",
    "on_commit",
    "savepoint_commit",
)


def _parts() -> dict[str, object]:
    """Return what sharing connections replaces for the time being."""
    return {
        "Atomic.__enter__": transaction.Atomic.__enter__,
        "Atomic.__exit__": transaction.Atomic.__exit__,
        "CursorWrapper.__enter__": CursorWrapper.__enter__,
        "CursorWrapper.__exit__": CursorWrapper.__exit__,
        "SQLCompiler.execute_sql": SQLCompiler.execute_sql,
        "ThreadSensitiveContext": ThreadSensitiveContext.__aenter__,
        "marking": transaction.mark_for_rollback_on_error,
        "Thread.start": threading.Thread.start,
        "the namespace": vars(connections)["_connections"],
        **{alias: set(_replaced(alias)) for alias in connections},
    }


def _replaced(alias: str) -> Iterator[str]:
    connection = connections[alias]
    yield from (name for name in METHODS if name in connection.__dict__)
    if connection.execute_wrappers:
        yield "execute_wrappers"
    if connection.in_atomic_block:
        yield "a transaction"


# What serves all tests of the process.
LASTING = {"_refuse_outlived", "note_opened"}

_before: dict[str, object] = {}


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Look when nothing has begun, and choose the event loop."""
    if os.environ.get("ISOLATION_LOOP") == "uvloop":
        uvloop = import_module("uvloop")

        with warnings.catch_warnings(action="ignore"):
            asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    _before.update(_parts())


@pytest.fixture
def changed() -> Callable[[], list[str]]:
    """Return a function that names what is not as it was."""
    return _changed


def _changed() -> list[str]:
    return [name for name, part in _parts().items() if part != _before[name]]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Collect what a test left on purpose, which a later one would answer for."""
    result = yield
    if item.name.startswith(("test_errs_", "test_fails_")):
        vars(connections).pop("left_task", None)
        report, sys.unraisablehook = sys.unraisablehook, lambda _: None
        gc.collect()
        sys.unraisablehook = report
    return result


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish() -> Generator[None]:
    """Look when all is over."""
    yield
    print(f"\nCHANGED IN THE END: {_changed()}")  # noqa: T201
    receivers = (receiver() for _, receiver, *_ in connection_created.receivers)
    names = {
        receiver.__qualname__
        for receiver in receivers
        if getattr(receiver, "__module__", "").startswith("restflow")
    }
    print(f"RECEIVERS IN THE END: {sorted(names - LASTING)}")  # noqa: T201
