"""Caches that fail at one thing, keep nothing, or are held by another process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.core.cache.backends.base import BaseCache
from django.test import override_settings

from restflow.caching import _store as store
from restflow.caching import cache_result, invalidate

WAIT = 0.3


class OddCache(BaseCache):
    """A cache as another process may share it, with a fault."""

    held: ClassVar[dict[str, Any]] = {}
    fault: ClassVar[str] = ""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        del version
        if self.fault == "reads fail":
            raise ConnectionError
        return {key: self.held[key] for key in keys if key in self.held}

    def set_many(self, data: Any, timeout: Any = 0, version: Any = None) -> list[str]:
        del timeout, version
        if self.fault == "some writes fail":
            return [next(iter(data))]
        if self.fault != "keeps nothing":
            self.held.update(data)
        return []

    def add(self, key: str, value: Any, timeout: Any = 0, version: Any = None) -> bool:
        del timeout, version
        if self.fault == "adds fail":
            raise ConnectionError
        if self.fault == "keeps nothing":
            return True
        if ":l:" in key and self.fault == "another process computes":
            return False
        return self.held.setdefault(key, value) is value

    def delete(self, key: str, version: int | None = None) -> bool:
        del version
        if self.fault == "deletes fail":
            raise ConnectionError
        return self.held.pop(key, None) is not None


@pytest.fixture(autouse=True)
def _odd() -> Iterator[None]:
    made = {"default": {"BACKEND": f"{__name__}.OddCache"}}
    with override_settings(CACHES=made, RESTFLOW_CACHING={"WAIT": WAIT}):
        yield
    OddCache.held.clear()
    OddCache.fault = ""
    store._undelivered.clear()


def counting(**options: Any) -> Any:
    """Return a cached function that counts."""
    computed: list[int] = []

    @cache_result(tags=["numbers"], **{"ttl": 60, **options})
    def number() -> int:
        computed.append(1)
        return len(computed)

    return number


@pytest.mark.parametrize(
    "fault", ["reads fail", "some writes fail", "adds fail", "keeps nothing"]
)
def test_whatever_fails_each_call_computes(fault: str) -> None:
    number = counting()
    OddCache.fault = fault
    assert [number(), number()] == [1, 2]
    OddCache.fault = ""
    assert [number(), number()] == [3, 3]


def test_a_lease_that_can_not_be_given_back_harms_nobody() -> None:
    number = counting()
    OddCache.fault = "deletes fail"
    assert [number(), number()] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_an_invalidation_of_which_a_part_failed_is_delivered_later() -> None:
    number = counting()
    assert [number(), number()] == [1, 1]
    OddCache.fault = "some writes fail"
    invalidate("numbers")
    assert store.has_undelivered()
    assert number() == 2
    OddCache.fault = ""
    assert [number(), number()] == [3, 3]
    assert not store.has_undelivered()


def test_whoever_waits_for_a_process_that_never_ends_computes_at_last() -> None:
    number = counting()
    OddCache.fault = "another process computes"
    start = time.monotonic()
    assert number() == 1
    assert WAIT <= time.monotonic() - start < WAIT + 2


async def test_a_coroutine_that_waits_for_such_a_process_computes_at_last() -> None:
    @cache_result(ttl=60, tags=["numbers"])
    async def number() -> int:
        return 1

    OddCache.fault = "another process computes"
    start = time.monotonic()
    assert await number() == 1
    assert WAIT <= time.monotonic() - start < WAIT + 2


async def test_a_function_that_a_coroutine_calls_holds_no_loop() -> None:
    number = counting()
    OddCache.fault = "another process computes"
    start = time.monotonic()
    assert number() == 1
    assert time.monotonic() - start < WAIT


def test_while_another_process_renews_it_what_is_stale_is_used() -> None:
    number = counting(ttl=0.05, stale=60)
    assert number() == 1
    time.sleep(0.06)
    OddCache.fault = "another process computes"
    start = time.monotonic()
    assert number() == 1
    assert time.monotonic() - start < WAIT
    OddCache.fault = ""
    assert number() == 2


def test_what_another_version_of_the_code_has_stored_is_computed_anew() -> None:
    number = counting()
    assert number() == 1
    for key, held in OddCache.held.items():
        if ":e:" in key:
            tokens, until, _ = held
            OddCache.held[key] = tokens, until, b"no pickle"
    assert [number(), number()] == [2, 2]


def test_what_took_longer_than_it_is_good_for_is_not_stored() -> None:
    computed: list[int] = []

    @cache_result(ttl=0.02)
    def slow() -> int:
        computed.append(1)
        time.sleep(0.03)
        return len(computed)

    assert [slow(), slow()] == [1, 2]
    assert not any(":e:" in key for key in OddCache.held)
