"""Sentinel names a server to write to and others to read from, which may lag behind."""

from __future__ import annotations

import time
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from tests.support import valkey
from tests.support.services import OwnRedis

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60
CLIENTS = [
    ("django_redis", "django_redis.cache.RedisCache", "redis"),
    ("django_valkey", valkey.imported(), "valkey"),
]


class OwnSentinel(OwnRedis):
    """A Sentinel of the test's own, which watches one server.

    Attributes:
        watches: What it calls that server: clients keep their connections by the name.
    """

    def __init__(self, watched: OwnRedis, place: Path) -> None:
        super().__init__()
        self.watches = f"server-{watched.port}"
        # It writes into its settings what it finds out.
        self._settings = place / "sentinel.conf"
        self._settings.write_text(
            f"port {self.port}\nbind 127.0.0.1\ndir {place}\n"
            f"sentinel monitor {self.watches} 127.0.0.1 {watched.port} 1\n"
        )

    def options(self) -> list[str]:
        return [str(self._settings), "--sentinel"]


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
def names() -> list[str]:
    return list(Category.objects.order_by("pk").values_list("name", flat=True))


def wait_for_replica(sentinel: OwnSentinel) -> None:
    redis: Any = import_module("redis")
    client = redis.Redis.from_url(f"redis://127.0.0.1:{sentinel.port}")
    until = time.monotonic() + PATIENCE
    while not client.sentinel_slaves(sentinel.watches):
        assert time.monotonic() < until, "Sentinel finds no replica."
        time.sleep(0.05)
    client.close()


@pytest.mark.parametrize(("package", "backend", "scheme"), CLIENTS)
@pytest.mark.parametrize("listed", [False, True], ids=["text", "list"])
def test_it_is_read_from_the_server_that_is_written_to(
    tmp_path: Path, package: str, backend: str, scheme: str, listed: bool
) -> None:
    redis: Any = import_module("redis")
    with OwnRedis() as server, OwnRedis() as replica:
        lagging = redis.Redis.from_url(replica.url)
        lagging.replicaof("127.0.0.1", server.port)
        with OwnSentinel(server, tmp_path) as sentinel:
            wait_for_replica(sentinel)
            location = f"{scheme}://{sentinel.watches}/0"
            made = {
                "BACKEND": backend,
                "LOCATION": [location] if listed else location,
                "OPTIONS": {
                    "CLIENT_CLASS": f"{package}.client.SentinelClient",
                    "CONNECTION_FACTORY": f"{package}.pool.SentinelConnectionFactory",
                    "SENTINELS": [("127.0.0.1", sentinel.port)],
                },
            }
            with override_settings(CACHES={"default": made}):
                category = Category.objects.create(name="before", slug="before")
                before = names.cache_info().hits
                assert names() == names() == ["before"]
                assert names.cache_info().hits == before + 1
                # It hears of nothing any more.
                lagging.replicaof("NO", "ONE")
                category.name = "after"
                category.save()
                assert names() == ["after"]
        lagging.close()
