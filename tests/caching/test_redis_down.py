"""Redis is gone in mid-test: each call is answered, and nothing is old."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from restflow.caching import _store as store
from tests.support.services import OwnRedis, Wire

pytestmark = pytest.mark.django_db(transaction=True)
# A test of an own server's patience.
SOCKET_TIMEOUT = 0.2


@pytest.fixture
def redis() -> Iterator[OwnRedis]:
    with OwnRedis() as server:
        yield server


@pytest.fixture
def wire(redis: OwnRedis) -> Iterator[Wire]:
    """Give the way on which the cache reaches its server."""
    with Wire(redis) as wire:
        backend: dict[str, Any] = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": f"redis://127.0.0.1:{wire.port}/0",
            "OPTIONS": {
                "socket_timeout": SOCKET_TIMEOUT,
                "socket_connect_timeout": SOCKET_TIMEOUT,
                "retry": None,
            },
        }
        with override_settings(CACHES={"default": backend}):
            yield wire
    store._undelivered.clear()


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
def names() -> list[str]:
    return list(Category.objects.order_by("pk").values_list("name", flat=True))


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
async def anames() -> list[str]:
    found = Category.objects.order_by("pk").values_list("name", flat=True)
    return [name async for name in found]


def hits() -> int:
    return names.cache_info().hits


@pytest.mark.usefixtures("wire")
def test_each_call_is_answered_while_it_is_dead_and_nothing_is_old_afterwards(
    redis: OwnRedis,
) -> None:
    category = Category.objects.create(name="before", slug="before")
    before = hits()
    assert [names(), names()] == [["before"], ["before"]]
    assert hits() == before + 1

    redis.kill()
    assert names() == ["before"]
    category.name = "while it was dead"
    category.save()
    assert store.has_undelivered()
    assert [names(), names()] == [["while it was dead"]] * 2
    assert hits() == before + 1

    redis.start()
    assert names() == ["while it was dead"]
    assert not store.has_undelivered()
    assert names() == ["while it was dead"]
    assert hits() == before + 2


@pytest.mark.parametrize("hangs", [False, True])
def test_what_it_missed_is_delivered_when_it_is_back_with_what_it_had(
    redis: OwnRedis, wire: Wire, hangs: bool
) -> None:
    category = Category.objects.create(name="before", slug="before")
    before = hits()
    assert [names(), names()] == [["before"], ["before"]]
    assert hits() == before + 1

    (redis.hang if hangs else wire.cut)()
    category.name = "while it was away"
    category.save()
    assert store.has_undelivered()
    start = time.monotonic()
    assert names() == ["while it was away"]
    # As long as the cache may take to fail, and not for ever.
    assert time.monotonic() - start < 20 * SOCKET_TIMEOUT

    (redis.go_on if hangs else wire.mend)()
    # The entry of before is still there; its token no longer is.
    assert [names(), names()] == [["while it was away"]] * 2
    assert not store.has_undelivered()
    assert hits() == before + 2


@pytest.mark.usefixtures("wire")
async def test_coroutines_are_answered_too(redis: OwnRedis) -> None:
    category = await Category.objects.acreate(name="before", slug="before")
    assert [await anames(), await anames()] == [["before"], ["before"]]
    redis.kill()
    category.name = "while it was dead"
    await category.asave()
    assert [await anames(), await anames()] == [["while it was dead"]] * 2
    redis.start()
    before = anames.cache_info().hits
    assert [await anames(), await anames()] == [["while it was dead"]] * 2
    assert anames.cache_info().hits == before + 1


@pytest.mark.usefixtures("wire")
def test_it_may_die_while_a_value_is_computed(redis: OwnRedis) -> None:
    @cache_result(ttl=60, rules=[InvalidationRule(Category)])
    def number() -> int:
        redis.kill()
        return 7

    assert number() == 7
    assert number() == 7
