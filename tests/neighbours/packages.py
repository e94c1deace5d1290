"""The rows of the tables: packages that cache, alone and with a setting for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# What tests print when a cache has answered; the run looks for it.
HIT = "answered by the cache"


@dataclass(frozen=True)
class Neighbour:
    """A package, and how a project uses it.

    Attributes:
        title: What the row is called, after the package.
        package: The distribution, whose version is shown unless Python decides it.
        way: How the project asks its cache: see project/caches.py.
        backend: Django's cache backend.
        apps: Applications that it needs.
        settings: What is set for tests besides.
        clears: Whether the cache is emptied before each test.
    """

    title: str
    package: str
    way: str = "orm"
    backend: str = "django.core.cache.backends.redis.RedisCache"
    apps: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    clears: bool = False


_DJANGO_REDIS = "django_redis.cache.RedisCache"
_VALKEY = "django_valkey.cache.ValkeyCache"
_OURS = ("restflow.caching",)
_PREFIX = {"CACHEOPS_PREFIX": "tests.neighbours.project.remedies.prefix"}

NEIGHBOURS = {
    "result": Neighbour("`cache_result`", "restflow", "result", apps=_OURS),
    "response": Neighbour("`cache_response`", "restflow", "response", apps=_OURS),
    "django": Neighbour("", "Django's cache", "key"),
    "django-clear": Neighbour(
        "with `cache.clear()`", "Django's cache", "key", clears=True
    ),
    "redis": Neighbour("", "django-redis", "key", _DJANGO_REDIS),
    "redis-clear": Neighbour(
        "with `cache.clear()`", "django-redis", "key", _DJANGO_REDIS, clears=True
    ),
    "valkey": Neighbour("", "django-valkey", "key", _VALKEY),
    "valkey-clear": Neighbour(
        "with `cache.clear()`", "django-valkey", "key", _VALKEY, clears=True
    ),
    "cachalot": Neighbour("", "django-cachalot", apps=("cachalot",)),
    "cachalot-off": Neighbour(
        "with `CACHALOT_ENABLED = False`",
        "django-cachalot",
        apps=("cachalot",),
        settings={"CACHALOT_ENABLED": False},
    ),
    "cacheops": Neighbour("", "django-cacheops", apps=("cacheops",)),
    "cacheops-prefix": Neighbour(
        "with `CACHEOPS_PREFIX`",
        "django-cacheops",
        apps=("cacheops",),
        settings=_PREFIX,
    ),
    "cacheops-off": Neighbour(
        "with `CACHEOPS_ENABLED = False`",
        "django-cacheops",
        apps=("cacheops",),
        settings={"CACHEOPS_ENABLED": False},
    ),
}
