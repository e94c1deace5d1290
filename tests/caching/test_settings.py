"""The setting RESTFLOW_CACHING."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import InvalidCacheBackendError, caches
from django.core.cache.backends.locmem import LocMemCache
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from restflow.caching import cache_result
from restflow.caching._settings import backend, chosen, is_database, is_local
from restflow.caching.apps import CachingConfig

_BACKENDS = "django.core.cache.backends"
TWO = {
    "default": {"BACKEND": f"{_BACKENDS}.dummy.DummyCache"},
    "fast": {"BACKEND": f"{_BACKENDS}.locmem.LocMemCache", "LOCATION": "fast"},
}


def test_there_are_defaults() -> None:
    assert chosen() == ("default", None, 5.0)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"CASHE": "x"}, "RESTFLOW_CACHING has no CASHE; it has CACHE, STRICT, WAIT"),
        ({"cache": "default"}, "has no cache"),
        ({"CACHE": "other"}, "CACHES has no 'other'"),
        ({"STRICT": True}, "'STRICT'] is a number of seconds, not True"),
        ({"WAIT": "5"}, "'WAIT'] is a number of seconds, not '5'"),
        ({"WAIT": None}, "'WAIT'] is a number of seconds, not None"),
        ({"STRICT": -1}, "'STRICT'] is a number of seconds, not -1"),
    ],
)
def test_mistakes_are_told_at_the_start_and_at_a_call(
    wanted: dict[str, Any], message: str
) -> None:
    @cache_result(ttl=60)
    def one() -> int:
        return 1

    with override_settings(RESTFLOW_CACHING=wanted):
        with pytest.raises(ImproperlyConfigured) as at_call:
            one()
        with pytest.raises(ImproperlyConfigured) as at_start:
            CachingConfig.create("restflow.caching").ready()
    assert message in str(at_call.value)
    assert message in str(at_start.value)
    assert one() == 1


def test_a_cache_is_chosen_and_chosen_again() -> None:
    @cache_result(ttl=60)
    def one() -> int:
        return 1

    with override_settings(CACHES=TWO):
        assert is_local()
        assert [one(), one()] == [1, 1]
        assert one.cache_info().hits == 0
        with override_settings(RESTFLOW_CACHING={"CACHE": "fast", "WAIT": 1}):
            assert chosen() == ("fast", None, 1)
            assert isinstance(backend(), LocMemCache)
            assert [one(), one()] == [1, 1]
            assert one.cache_info().hits == 1
            caches["fast"].clear()
        assert [one(), one()] == [1, 1]
        assert one.cache_info().hits == 1
    assert chosen().cache == "default"


@pytest.mark.parametrize(
    ("name", "local", "database"),
    [
        ("locmem.LocMemCache", True, False),
        ("dummy.DummyCache", True, False),
        ("db.DatabaseCache", False, True),
        ("filebased.FileBasedCache", False, False),
    ],
)
def test_kinds_of_caches_are_told_apart(
    name: str, local: bool, database: bool, tmp_path: object
) -> None:
    made = {"BACKEND": f"{_BACKENDS}.{name}", "LOCATION": str(tmp_path)}
    with override_settings(CACHES={"default": made}):
        assert (is_local(), is_database()) == (local, database)
        assert backend() is backend()


class Awaited:
    """A cache as django-valkey's asynchronous one: it is none of Django's."""

    async def get_many(self, keys: list[str]) -> dict[str, Any]:
        raise NotImplementedError(keys)


def on(backend: str, alias: str) -> Any:
    usual = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    caches = {"default": usual, alias: {"BACKEND": backend}}
    return override_settings(CACHES=caches)


def test_a_cache_whose_methods_have_to_be_awaited_is_refused_by_its_name() -> None:
    with on(f"{__name__}.Awaited", "slow"):
        assert chosen().cache == "default"
        with (
            override_settings(RESTFLOW_CACHING={"CACHE": "slow"}),
            pytest.raises(ImproperlyConfigured) as refused,
        ):
            chosen()
    assert "can't use CACHES['slow']: the methods of" in str(refused.value)
    assert "Awaited have to be awaited" in str(refused.value)


def test_a_cache_that_can_not_be_imported_is_told_by_django() -> None:
    with (
        on("nowhere.Cache", "lost"),
        override_settings(RESTFLOW_CACHING={"CACHE": "lost"}),
    ):
        assert chosen().cache == "lost"
        with pytest.raises(InvalidCacheBackendError, match="nowhere"):
            caches["lost"]
