"""What `check --deploy` reports about the cache.

A cache in memory belongs to one process: other workers do not see its invalidations.
The client of a `PyLibMCCache` connects anew for each request. A table of SQLite takes
one writer, so an invalidation may have to wait.
"""

from typing import Any

from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.memcached import PyLibMCCache
from django.core.checks import Tags, run_checks
from django.test import override_settings

IN_SQLITE = "django.core.cache.backends.db.DatabaseCache"
LOCAL = "django.core.cache.backends.locmem.LocMemCache"
REDIS = "django.core.cache.backends.redis.RedisCache"


def test_the_trap() -> None:
    here, there = LocMemCache("one worker", {}), LocMemCache("another worker", {})
    here.set("price", "9.50")
    there.set("price", "9.50")

    here.delete("price")

    assert there.get("price") == "9.50"  # [!]


class Memcached(PyLibMCCache):
    def __init__(self, server: object, params: dict[str, Any]) -> None:
        # Django's own imports a client library, which this example has no need of.
        BaseCache.__init__(self, params)

    def close(self, **kwargs: object) -> None:
        pass


def said_of(backend: str) -> list[str | None]:
    caches = {"default": {"BACKEND": backend}}
    with override_settings(CACHES=caches):
        found = run_checks(tags=[Tags.caches], include_deployment_checks=True)
    print(*found, sep="\n")
    return [message.id for message in found]


def test_each_is_reported() -> None:
    assert said_of(LOCAL) == ["restflow.W208"]  # [!]
    assert said_of(f"{__name__}.Memcached") == ["restflow.W209"]  # [!]
    # The sample project has two databases, both of SQLite.
    assert said_of(IN_SQLITE) == ["restflow.W212"]  # [!]
    assert said_of(REDIS) == []
