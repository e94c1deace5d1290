"""What caching takes from inside Django, in one place.

None of it is documented. For each name a test fails when Django changes what it is
about; until then a change makes more entries invalid than it has to, and never fewer.
"""

# ruff: noqa: SLF001

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from django.db.models import Model
from django.db.models.deletion import Collector
from django.db.models.signals import ModelSignal
from django.utils.functional import empty

_model: Any = Model
_collector: Any = Collector
_SAVES: frozenset[CodeType] = frozenset(
    {_model._do_insert.__code__, _model._do_update.__code__}
)
_DELETE: CodeType = _collector.delete.__code__
_INNER = ("django.db.", "restflow.")


def announced_by(sql: str) -> frozenset[type[Model]]:
    """Return the classes whose signals announce the statement that is being executed.

    There are some if nothing but Django's own database code lies between it and a save
    or a delete that looks at single rows. Rows that are deleted without being looked
    at, along with others, are of models that have no receivers.
    """
    deletes = sql[:6].upper() == "DELETE"
    frame: FrameType | None = sys._getframe(2)  # pyright: ignore[reportPrivateUsage]
    while frame is not None and str(frame.f_globals.get("__name__")).startswith(_INNER):
        if deletes and frame.f_code is _DELETE:
            return frozenset(frame.f_locals["self"].data)
        if not deletes and frame.f_code in _SAVES:
            return frozenset({frame.f_locals["self"].__class__})
        frame = frame.f_back
    return frozenset()


def is_the_tests(connection: Any) -> bool:
    """Tell whether a connection is in a transaction that a test case opened."""
    return any(map(_is_a_tests, blocks(connection)))


def is_only_the_tests(connection: Any) -> bool:
    """Tell whether a connection is in no transaction but those of a test case."""
    return all(map(_is_a_tests, blocks(connection)))


def _is_a_tests(block: Any) -> bool:
    return bool(getattr(block, "_from_testcase", False))


def blocks(connection: Any) -> list[Any]:
    """Return the atomic blocks that are open on a connection."""
    return list(connection.atomic_blocks)


def hooks(connection: Any) -> list[Any]:
    """Return the commit hooks of a connection: savepoints, function, robust."""
    found: list[Any] = connection.run_on_commit
    return found


def savepoints(connection: Any) -> set[Any]:
    """Return the savepoints that are open on a connection."""
    return set(connection.savepoint_ids)


def shows_the_newest(connection: Any) -> bool:
    """Tell whether each statement sees what was committed before it."""
    if connection.vendor == "postgresql":
        level: str = connection.isolation_level.name
        return level.startswith("READ_")
    # What a transaction of MySQL reads uncommitted may be taken back.
    return bool(
        connection.vendor == "mysql" and connection.isolation_level == "read committed"
    )


def connect_first(signal: ModelSignal, receiver: Any, sender: type[Model]) -> None:
    """Connect a receiver that runs before those that may fail."""
    signal.connect(receiver, sender=sender, weak=False)
    _signal: Any = signal
    with _signal.lock:
        _signal.receivers.insert(0, _signal.receivers.pop())
        _signal.sender_receivers_cache.clear()


def is_made(lazy: object) -> bool:
    """Tell whether somebody has asked for what a lazy object stands for."""
    return vars(lazy)["_wrapped"] is not empty


def client_of(cache: Any) -> Any:
    """Return the client of a cache, made now if there was none."""
    return cache._cache


def set_in_table(cache: Any, key: str, value: Any, timeout: Any) -> bool:
    """Set a key of a cache in a table, and tell whether it was done."""
    done: bool = cache._base_set("set", key, value, timeout)
    return done


@contextmanager
def writing_at_once(connection: Any) -> Generator[None]:
    """Have transactions of SQLite begin as those that write, so that they wait."""
    if connection.vendor != "sqlite":
        yield
        return
    before = connection.transaction_mode
    connection.transaction_mode = "IMMEDIATE"
    try:
        yield
    finally:
        connection.transaction_mode = before


def directory_of(cache: Any) -> Path:
    """Return where a cache has its files."""
    return Path(cache._dir)


def close(cache: Any) -> None:
    """Close the connections of a cache; Django has no way to for those to Redis."""
    cache.close()
    client = getattr(cache, "_cache", None)
    for pool in getattr(client, "_pools", {}).values():
        pool.disconnect()
