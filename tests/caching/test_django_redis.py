"""What is special about Redis, by way of Django and of django-redis."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import override_settings

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from restflow.caching import _store as store
from tests.support.services import OwnRedis

DJANGO = "django.core.cache.backends.redis.RedisCache"
DJANGO_REDIS = "django_redis.cache.RedisCache"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[OwnRedis]:
    with OwnRedis() as server:
        yield server


def on(backend: str, *servers: OwnRedis, **options: Any) -> Any:
    """Have the cache be there."""
    made = {
        "BACKEND": backend,
        "LOCATION": [server.url for server in servers],
        "OPTIONS": options,
    }
    return override_settings(CACHES={"default": made})


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
def names() -> list[str]:
    return list(Category.objects.order_by("pk").values_list("name", flat=True))


@cache_result(ttl=60, rules=[InvalidationRule(Category, pk="pk")])
def name(pk: int) -> list[str]:
    return list(Category.objects.filter(pk=pk).values_list("name", flat=True))


@pytest.mark.parametrize(
    "serializer", ["pickle.PickleSerializer", "msgpack.MSGPackSerializer",
                   "json.JSONSerializer"]
)  # fmt: skip
def test_whatever_writes_values_down_each_result_is_a_hit(
    server: OwnRedis, serializer: str
) -> None:
    if "msgpack" in serializer:
        pytest.importorskip("msgpack")
    options = {"SERIALIZER": f"django_redis.serializers.{serializer}"}
    with on(DJANGO_REDIS, server, **options):
        category = Category.objects.create(name="before", slug="before")
        before = names.cache_info().hits, name.cache_info().hits
        assert [names(), names()] == [["before"]] * 2
        assert [name(category.pk), name(category.pk)] == [["before"]] * 2
        assert names.cache_info().hits == before[0] + 1
        assert name.cache_info().hits == before[1] + 1
        category.name = "after"
        category.save()
        assert names() == name(category.pk) == ["after"]


class Json:
    """A serializer as Django's own client takes it. JSON has no bytes."""

    def dumps(self, value: Any) -> bytes:
        return json.dumps(value).encode()

    def loads(self, text: bytes) -> Any:
        return json.loads(text)


def test_the_serializer_of_djangos_client_is_not_asked(server: OwnRedis) -> None:
    with on(DJANGO, server, serializer=Json):
        caches["default"].set("key", [1])
        assert caches["default"].get("key") == [1]
        category = Category.objects.create(name="before", slug="before")
        before = names.cache_info().hits
        assert [names(), names()] == [["before"]] * 2
        assert names.cache_info().hits == before + 1
        category.name = "after"
        category.save()
        assert names() == ["after"]


@pytest.mark.parametrize("ignores", [False, True])
def test_errors_that_the_client_swallows_are_not_lost(
    server: OwnRedis, ignores: bool
) -> None:
    options = {"SOCKET_TIMEOUT": 0.2, "SOCKET_CONNECT_TIMEOUT": 0.2}
    with on(DJANGO_REDIS, server, IGNORE_EXCEPTIONS=ignores, **options):
        category = Category.objects.create(name="before", slug="before")
        assert [names(), names()] == [["before"], ["before"]]
        server.hang()
        category.name = "while it hung"
        category.save()
        assert names() == ["while it hung"]
        server.go_on()
        assert [names(), names()] == [["while it hung"]] * 2
        assert not store.has_undelivered()
    store._undelivered.clear()


@pytest.mark.parametrize("backend", [DJANGO, DJANGO_REDIS])
def test_a_replica_that_lags_behind_shows_nothing_old(
    server: OwnRedis, backend: str
) -> None:
    import redis

    with OwnRedis() as replica, on(backend, server, replica):
        first: Any = redis.Redis.from_url(server.url)
        second: Any = redis.Redis.from_url(replica.url)
        second.replicaof("127.0.0.1", server.port)
        category = Category.objects.create(name="before", slug="before")
        until = time.monotonic() + 10
        while second.info("replication")["master_link_status"] != "up":
            assert time.monotonic() < until
            time.sleep(0.02)
        for _ in range(3):
            assert names() == ["before"]
            first.wait(1, 5000)
        # It hears of nothing any more.
        second.replicaof("NO", "ONE")
        category.name = "after"
        category.save()
        assert names() == ["after"]
        first.close()
        second.close()
