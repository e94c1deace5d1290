"""Tokens and entries in the cache.

The token of a tag is random, and another one after each invalidation. An entry is
stored with the tokens of its tags as they were before its value was computed, and is
good for as long as they are the tokens. A counter or a clock would not do: after the
cache has dropped it, it comes back to a value that it once had.
"""

from __future__ import annotations

import logging
import math
import os
import threading
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any

from restflow.caching._keys import digest
from restflow.caching._points import reach
from restflow.caching._settings import backend, chosen

_logger = logging.getLogger("restflow.caching")
# As long as caches remember at most, in seconds.
_LONG = 30 * 24 * 3600
# The token of a tag that is being written, in the strict mode.
WRITING = "writing"

Tokens = tuple[Any, ...]


class CacheDownError(Exception):
    """The cache did not answer."""


@lru_cache(maxsize=20_000)
def token_key(tag: str) -> str:
    """Return where the token of a tag lies."""
    return f"restflow:t:{digest(tag)}"


def new_token() -> str:
    """Return a token that never was one."""
    return os.urandom(12).hex()


def get_many(keys: list[str]) -> dict[str, Any]:
    """Return what of these the cache has.

    Raises:
        CacheDownError: It failed.
    """
    try:
        return backend().get_many(keys)
    except Exception as error:
        raise _down("read", error) from error


def set_many(values: Mapping[str, Any], timeout: float | None = None) -> None:
    """Store values.

    Raises:
        CacheDownError: It failed.
    """
    try:
        failed = backend().set_many({**values}, timeout=_whole(timeout))
    except Exception as error:
        raise _down("write", error) from error
    if failed:
        raise _down("write", KeyError(*failed))


def _whole(timeout: float | None) -> int:
    # Servers know no parts of seconds, and take 0.5 for 0. Entries say it exactly.
    return _LONG if timeout is None else max(1, math.ceil(timeout))


def add(key: str, timeout: float | None, value: object = 1) -> bool:
    """Store a value unless its key is there, and tell whether it was not."""
    try:
        return backend().add(key, value, timeout=_whole(timeout))
    except Exception as error:
        raise _down("write", error) from error


def delete(key: str) -> None:
    """Remove a key."""
    try:
        backend().delete(key)
    except Exception as error:
        raise _down("write", error) from error


def _down(what: str, error: Exception) -> CacheDownError:
    _logger.warning("The cache could not %s: %r", what, error)
    return CacheDownError(str(error))


def make_tokens(new: Mapping[str, Any], old: Collection[str]) -> None:
    """Store tokens of tags that have none yet, and replace those that are old.

    Raises:
        CacheDownError: It failed.
    """
    for tag in new.keys() - old:
        # What a writer has stored by now stays.
        add(token_key(tag), None, new[tag])
    if old:
        set_many({token_key(tag): new[tag] for tag in old})


# --- Invalidation ---------------------------------------------------------------------

# Each tag with a mark of its own, so that one that is invalidated again while it is
# being delivered stays.
_undelivered: dict[str, object] = {}
_lock = threading.Lock()


def invalidate(tags: Iterable[str]) -> None:
    """Give tags new tokens; if the cache fails, do it before the next read."""
    mark = object()
    with _lock:
        _undelivered.update(dict.fromkeys(tags, mark))
    reach("committed")
    with suppress(CacheDownError):
        deliver()


def deliver() -> None:
    """Deliver what is undelivered.

    Raises:
        CacheDownError: The cache did not take it.
    """
    with _lock:
        due = {**_undelivered}
    if not due:
        return
    _renew(due)
    with _lock:
        for tag, mark in due.items():
            if _undelivered.get(tag) is mark:
                del _undelivered[tag]


def announce(tags: Iterable[str]) -> None:
    """In the strict mode, keep everybody off tags that are about to be written."""
    if chosen().strict:
        with suppress(CacheDownError):
            _renew(tags)


def _renew(tags: Iterable[str]) -> None:
    # The tag of a model comes first: whoever finds it unchanged has missed nothing.
    ordered = sorted(tags, key=lambda tag: ("[" in tag, tag))
    if strict := chosen().strict:
        set_many({token_key(tag): WRITING for tag in ordered}, strict)
    else:
        set_many({token_key(tag): new_token() for tag in ordered})


def has_undelivered() -> bool:
    """Tell whether the cache missed an invalidation."""
    return bool(_undelivered)
