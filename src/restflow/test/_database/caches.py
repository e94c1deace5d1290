"""A cache of its own for each test, whatever the backend and however many processes."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Generator, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from functools import lru_cache
from itertools import count
from typing import Any

from django.conf import settings
from django.core.cache.backends.base import BaseCache, get_key_func
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

_numbers = count(1)
# Processes in two containers have the same number, and a server remembers the last run.
_run = secrets.token_hex(4)
_of_test = ""
_told: set[str] = set()


class _KeyPrefix:
    """The key prefix that a cache was configured with, and the test's."""

    def __get__(self, cache: Any, owner: type[Any]) -> Any:
        if cache is None:
            return self
        prefix = cache.__dict__.get("key_prefix", "")
        return f"{prefix}{_of_test}"

    def __set__(self, cache: Any, prefix: str) -> None:
        cache.__dict__["key_prefix"] = prefix


@contextmanager
def separate_cache() -> Generator[None]:
    """Give the keys of all caches a prefix of their own until the block ends.

    What was stored before is not found in the block, and what is stored in it is not
    found afterwards. Other processes have other prefixes, and so have other runs.
    """
    global _of_test  # noqa: PLW0603  (a process runs one test at a time)
    before = _of_test
    _prepare()
    _of_test = f"test-{_run}-{os.getpid()}-{next(_numbers)}-"
    try:
        yield
    finally:
        _of_test = before


def is_separate() -> bool:
    """Tell whether a test has caches of its own now."""
    return bool(_of_test)


def shared_by_tests() -> list[Warning]:
    """Return a warning for each cache that ignores the prefix, but no warning twice."""
    new = [warning for warning in _prepare() if str(warning) not in _told]
    _told.update(map(str, new))
    return new


@lru_cache(maxsize=1)
def _prepare() -> list[Warning]:
    """Have all caches read their prefix for each key, and name those that do not."""
    for kind in (BaseCache, *_of_other_kinds()):
        if not isinstance(vars(kind).get("key_prefix"), _KeyPrefix):
            # Backends set it when they are made.
            kind.key_prefix = _KeyPrefix()  # type: ignore[attr-defined]
    return [
        UserWarning(
            f"Tests share the cache {alias!r}: its KEY_FUNCTION leaves the prefix out."
        )
        for alias, configured in settings.CACHES.items()
        if _ignores_prefix(configured)
    ]


def _of_other_kinds() -> Iterator[type[Any]]:
    """Yield the classes of caches that are not Django's, such as django-valkey's."""
    for configured in settings.CACHES.values():
        # A cache that can't be imported says so when it is used.
        with suppress(ImportError):
            kind: type[Any] = import_string(configured["BACKEND"])
            if not issubclass(kind, BaseCache):
                yield kind


def _ignores_prefix(configured: dict[str, Any]) -> bool:
    if not configured.get("KEY_FUNCTION"):
        return False
    key = get_key_func(configured["KEY_FUNCTION"])
    # It may be hashed.
    return bool(key("key", "one", 1) == key("key", "another", 1))


# Where packages that cache note by thread which transactions are open, and what these
# have written.
_NOTES = (
    ("cachalot.cache", "cachalot_caches"),
    ("cacheops.transaction", "transaction_states"),
)


@contextmanager
def shared_notes(worker: Executor) -> Generator[None]:
    """Have asgiref's thread know of the main thread's transactions until the end.

    Args:
        worker: What runs the synchronous code of an event loop, in one thread.
    """
    notes = [
        getattr(sys.modules[module], name)
        for module, name in _NOTES
        if module in sys.modules
    ]
    if not notes:
        yield
        return
    of_test: list[dict[str, Any]] = [{**vars(note)} for note in notes]
    before = worker.submit(_replace, notes, of_test).result()
    try:
        yield
    finally:
        worker.submit(_replace, notes, before).result()


def _replace(notes: list[Any], wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give each of these another state in this thread, and return what it had."""
    of_thread: list[dict[str, Any]] = [vars(note) for note in notes]
    before = [{**state} for state in of_thread]
    for state, other in zip(of_thread, wanted, strict=True):
        state.clear()
        state.update(other)
    return before


def _forget(*, setting: str, **_kwargs: object) -> None:
    if setting == "CACHES":
        _prepare.cache_clear()


setting_changed.connect(_forget)
