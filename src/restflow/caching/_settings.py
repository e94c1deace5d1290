"""The setting RESTFLOW_CACHING, and the cache that it names."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.memcached import PyLibMCCache
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed


class Settings(NamedTuple):
    """What the project has chosen.

    Attributes:
        cache: The alias of the cache to use.
        strict: How many seconds after each write nothing that depends on it is stored,
            so that a process that dies between the commit and the invalidation leaves
            nothing stale; None for never.
        wait: How many seconds to wait at most for a computation of somebody else.
    """

    cache: str = "default"
    strict: float | None = None
    wait: float = 5.0


@lru_cache(maxsize=1)
def chosen() -> Settings:
    """Return the project's choices.

    Raises:
        ImproperlyConfigured: There is no such choice.
    """
    wanted: dict[str, Any] = getattr(settings, "RESTFLOW_CACHING", {})
    names = {name.upper(): name for name in Settings._fields}
    if unknown := wanted.keys() - names:
        raise ImproperlyConfigured(
            f"RESTFLOW_CACHING has no {', '.join(sorted(unknown))}; "
            f"it has {', '.join(names)}."
        )
    found = Settings(**{names[name]: value for name, value in wanted.items()})
    if found.cache not in settings.CACHES:
        raise ImproperlyConfigured(f"CACHES has no {found.cache!r}.")
    for name in ("strict", "wait"):
        value = getattr(found, name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (is_number and value >= 0) and (name, value) != ("strict", None):
            raise ImproperlyConfigured(
                f"RESTFLOW_CACHING[{name.upper()!r}] is a number of seconds, "
                f"not {value!r}."
            )
    return found


def backend() -> BaseCache:
    """Return the cache: the process's own object for it, where threads can share one.

    Django makes one for each thread, and under ASGI for each request, each with new
    connections to its server.
    """
    shared = _shared()
    return caches[chosen().cache] if isinstance(shared, PyLibMCCache) else shared


@lru_cache(maxsize=1)
def _shared() -> BaseCache:
    _caches: Any = caches
    made: BaseCache = _caches.create_connection(chosen().cache)
    return made


def is_local() -> bool:
    """Tell whether the cache answers without waiting, and no other process sees it."""
    return isinstance(backend(), LocMemCache | DummyCache)


def is_database() -> bool:
    """Tell whether the cache is a table, whose connection belongs to a thread."""
    return isinstance(backend(), DatabaseCache)


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting in {"CACHES", "RESTFLOW_CACHING"}:
        chosen.cache_clear()
        _shared.cache_clear()


setting_changed.connect(_forget)
