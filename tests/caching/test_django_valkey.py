"""Django's cache by way of django-valkey, which has settings of its own for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import override_settings

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from restflow.caching import _store as store
from restflow.caching._settings import backend
from restflow.test._database.caches import separate_cache
from tests.support import valkey
from tests.support.services import OwnRedis

pytestmark = pytest.mark.django_db(transaction=True)
VALKEY = valkey.imported()


@pytest.fixture
def server() -> Iterator[OwnRedis]:
    with OwnRedis() as server:
        yield server
    store._undelivered.clear()


def on(server: OwnRedis, **options: Any) -> Any:
    """Have the cache be there."""
    location = server.url.replace("redis://", "valkey://")
    made = {"BACKEND": VALKEY, "LOCATION": location, "OPTIONS": options}
    return override_settings(CACHES={"default": made})


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
def names() -> list[str]:
    return list(Category.objects.order_by("pk").values_list("name", flat=True))


@cache_result(ttl=60, rules=[InvalidationRule(Category, pk="pk")])
async def name(pk: int) -> list[str]:
    found = Category.objects.filter(pk=pk).values_list("name", flat=True)
    return [one async for one in found]


@pytest.mark.parametrize(
    "serializer", ["pickle.PickleSerializer", "json.JSONSerializer"]
)
def test_whatever_writes_values_down_results_are_stored_and_invalidated(
    server: OwnRedis, serializer: str
) -> None:
    with on(server, SERIALIZER=f"django_valkey.serializers.{serializer}"):
        category = Category.objects.create(name="before", slug="before")
        before = names.cache_info().hits
        assert [names(), names()] == [["before"]] * 2
        assert names.cache_info().hits == before + 1
        category.name = "after"
        category.save()
        assert [names(), names()] == [["after"]] * 2
        assert names.cache_info().hits == before + 2


async def test_results_of_coroutines_are_stored_and_invalidated(
    server: OwnRedis,
) -> None:
    with on(server):
        category = await Category.objects.acreate(name="before", slug="before")
        before = name.cache_info().hits
        assert [await name(category.pk) for _ in range(3)] == [["before"]] * 3
        assert name.cache_info().hits > before
        category.name = "after"
        await category.asave()
        assert await name(category.pk) == ["after"]


@pytest.mark.parametrize("ignores", [False, True])
def test_errors_that_the_client_swallows_are_not_lost(
    server: OwnRedis, ignores: bool
) -> None:
    options = {"SOCKET_TIMEOUT": 0.2, "SOCKET_CONNECT_TIMEOUT": 0.2}
    with on(server, IGNORE_EXCEPTIONS=ignores, **options):
        category = Category.objects.create(name="before", slug="before")
        assert [names(), names()] == [["before"], ["before"]]
        server.hang()
        category.name = "while it hung"
        category.save()
        assert store.has_undelivered()
        assert names() == ["while it hung"]
        server.go_on()
        assert [names(), names()] == [["while it hung"]] * 2
        assert not store.has_undelivered()


def test_it_is_none_of_djangos_caches_and_separated_all_the_same(
    server: OwnRedis,
) -> None:
    with on(server):
        cache: Any = caches["default"]
        with separate_cache():
            cache.set("key", "within")
            assert cache.get("key") == "within"
            assert backend().get_many(["key"]) == {"key": "within"}
            with separate_cache():
                assert cache.get("key") is None
                assert backend().get_many(["key"]) == {}
        assert cache.get("key") is None
        cache.set("key", "afterwards")
        assert cache.get("key") == "afterwards"
        with separate_cache():
            assert cache.get("key") is None
