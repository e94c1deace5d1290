"""The setting RESTFLOW_CACHING, and the cache that it names."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from inspect import iscoroutinefunction
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.memcached import PyLibMCCache, PyMemcacheCache
from django.core.cache.backends.redis import RedisCache
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from restflow.caching import _django as private
from restflow.caching._backends import reliable

_making = threading.Lock()


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
    _need_plain_calls(found.cache)
    for name in ("strict", "wait"):
        value = getattr(found, name)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (is_number and value >= 0) and (name, value) != ("strict", None):
            raise ImproperlyConfigured(
                f"RESTFLOW_CACHING[{name.upper()!r}] is a number of seconds, "
                f"not {value!r}."
            )
    return found


def _need_plain_calls(alias: str) -> None:
    """Refuse a cache whose methods have to be awaited."""
    path = settings.CACHES[alias]["BACKEND"]
    # One that can't be imported says so when it is used.
    with suppress(ImportError):
        backend: type[Any] = import_string(path)
        if any(
            iscoroutinefunction(getattr(backend, name, None))
            for name in ("get_many", "set_many", "add", "delete")
        ):
            raise ImproperlyConfigured(
                f"restflow.caching can't use CACHES[{alias!r}]: the methods of {path} "
                "have to be awaited, and writes of plain functions count as well. Name "
                "another cache in RESTFLOW_CACHING['CACHE']."
            )


def backend() -> BaseCache:
    """Return the cache: the process's own object for it, where threads can share one.

    Django makes one for each thread, and under ASGI for each request, each with new
    connections to its server.
    """
    shared = _shared()
    return caches[chosen().cache] if isinstance(shared, PyLibMCCache) else shared


@lru_cache(maxsize=1)
def _shared() -> BaseCache:
    # Two threads that come at once would make two, one of which nobody closes.
    with _making:
        return _made(chosen().cache)


@lru_cache(maxsize=1)
def _made(alias: str) -> BaseCache:
    configured = _candid(settings.CACHES[alias])
    backend: type[Any] = reliable(import_string(configured.pop("BACKEND")))
    made: BaseCache = backend(configured.pop("LOCATION", ""), configured)
    if isinstance(made, PyMemcacheCache):
        # It would make its client at the first use, for each of such threads.
        private.client_of(made)
    return made


def _candid(configured: dict[str, Any]) -> dict[str, Any]:
    """Return the configuration of a cache whose client shows errors, and nothing old.

    An error that a client keeps to itself is an invalidation that is lost.
    """
    found = {**configured}
    options: dict[str, Any] = found.setdefault("OPTIONS", {})
    backend: type[Any] = import_string(found["BACKEND"])
    packages = {base.__module__.partition(".")[0] for base in backend.__mro__}
    package = next(iter(packages & {"django_redis", "django_valkey"}), "")
    own: dict[str, Any] = {}
    if issubclass(backend, PyMemcacheCache):
        own = _without_failover()
    elif package:
        pickled = f"{package}.serializers.pickle.PickleSerializer"
        # JSON has no bytes.
        own = {"IGNORE_EXCEPTIONS": False, "SERIALIZER": pickled}
    elif issubclass(backend, RedisCache):
        own = {"serializer": None}
    if package or issubclass(backend, RedisCache):
        servers: Any = found["LOCATION"]
        servers = re.split("[;,]", servers) if isinstance(servers, str) else servers
        # The others are replicas, which show what was there before. Of a text, a client
        # for Sentinel would make two, one for the replicas.
        found["LOCATION"] = [servers[0]]
    found["OPTIONS"] = options | own
    return found


def _without_failover() -> dict[str, Any]:
    """Return options for a client of Memcached that threads share.

    A server that does not answer is an error, each time. By itself the client says
    that nothing was there, and turns to another server; when the first is back, it has
    the old tokens.
    """
    hashing: Any = import_module("pymemcache.client.rendezvous")

    class Unchanging(hashing.RendezvousHash):  # type: ignore[misc]
        def remove_node(self, node: Any) -> None:
            """Leave each key where it is."""

    return {
        "use_pooling": True,
        "ignore_exc": False,
        "retry_attempts": 0,
        "dead_timeout": float("inf"),
        "hasher": Unchanging,
    }


def is_local() -> bool:
    """Tell whether the cache answers without waiting, and no other process sees it."""
    return isinstance(backend(), LocMemCache | DummyCache)


def is_database() -> bool:
    """Tell whether the cache is a table, whose connection belongs to a thread."""
    return isinstance(backend(), DatabaseCache)


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting in {"CACHES", "RESTFLOW_CACHING"}:
        if _shared.cache_info().currsize:
            # Its connections are nobody else's.
            private.close(_shared())
        chosen.cache_clear()
        _shared.cache_clear()
        _made.cache_clear()


setting_changed.connect(_forget)
