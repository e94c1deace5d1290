"""A cache of its own for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.test import override_settings

from restflow.test._database.caches import separate_cache
from tests.support.services import OwnRedis

Caches = dict[str, dict[str, object]]
REDIS = "django.core.cache.backends.redis.RedisCache"
LOCMEM: Caches = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}


@pytest.fixture(params=["memory", "redis"])
def backend(request: pytest.FixtureRequest) -> Iterator[Caches]:
    if request.param == "memory":
        yield {**LOCMEM}
        return
    with OwnRedis() as server:
        made = {"BACKEND": REDIS, "LOCATION": server.url, "TIMEOUT": 60}
        yield {"default": made}


def test_what_was_stored_before_is_found_again_only_afterwards(
    backend: Caches,
) -> None:
    with override_settings(CACHES=backend), separate_cache():
        cache.set("key", "before")
        with separate_cache():
            assert cache.get("key") is None
            cache.set("key", "within")
            assert cache.get("key") == "within"
        assert cache.get("key") == "before"
        with separate_cache():
            assert cache.get("key") is None


@override_settings(CACHES={"default": {**LOCMEM["default"], "KEY_PREFIX": "mine"}})
def test_the_prefix_of_the_project_is_kept() -> None:
    before = cache.make_key("key")
    assert before == "mine:1:key"
    with separate_cache():
        during = cache.make_key("key")
        assert during.startswith("minetest-")
        assert f"-{os.getpid()}-" in during
        assert during.endswith(":1:key")
    assert cache.make_key("key") == before


@override_settings(CACHES=LOCMEM)
def test_caches_made_before_are_separate_as_well() -> None:
    made = caches["default"]
    with separate_cache():
        assert made.make_key("key") != ":1:key"
    assert made.make_key("key") == ":1:key"


def test_a_key_prefix_may_be_set() -> None:
    made = LocMemCache("name", {})
    with separate_cache():
        made.key_prefix = "other"
        assert made.make_key("key").startswith("othertest-")
    assert made.key_prefix == "other"


def test_the_prefix_is_looked_up_on_the_class_too() -> None:
    with separate_cache():
        assert BaseCache.__dict__["key_prefix"] is BaseCache.key_prefix


def test_what_is_raised_ends_the_separation() -> None:
    made = LocMemCache("name", {})
    with pytest.raises(LookupError), separate_cache():
        raise LookupError
    assert made.make_key("key") == ":1:key"
