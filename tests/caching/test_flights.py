"""Concurrent calls that miss compute once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.test import override_settings

from restflow.caching import cache_result, invalidate
from restflow.caching._flights import _flights
from tests.caching.databases import in_processes
from tests.support.services import OwnRedis

MANY = 50


@pytest.fixture(scope="module")
def redis() -> Iterator[OwnRedis]:
    with OwnRedis() as server:
        yield server


@pytest.fixture(autouse=True, params=["memory", "redis"])
def _cache(request: pytest.FixtureRequest) -> Iterator[None]:
    name = uuid4().hex
    backend: dict[str, object] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": name,
    }
    if request.param == "redis":
        backend = {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": request.getfixturevalue("redis").url,
            "KEY_PREFIX": name,
        }
    with override_settings(
        CACHES={"default": backend}, RESTFLOW_CACHING={"WAIT": 10.0}
    ):
        yield
    assert not _flights


def test_fifty_threads_compute_once() -> None:
    computed: list[int] = []
    barrier = threading.Barrier(MANY)

    @cache_result(ttl=60, tags=["numbers"])
    def number() -> int:
        computed.append(1)
        time.sleep(0.1)
        return 7

    def call(_: int) -> int:
        barrier.wait()
        return number()

    with ThreadPoolExecutor(MANY) as pool:
        assert list(pool.map(call, range(MANY))) == [7] * MANY
    assert len(computed) == 1
    info = number.cache_info()
    assert info.misses == 1
    assert info.hits + info.collapsed == MANY - 1


async def test_fifty_tasks_compute_once() -> None:
    computed: list[int] = []

    @cache_result(ttl=60, tags=["numbers"])
    async def number() -> int:
        computed.append(1)
        await asyncio.sleep(0.1)
        return 7

    assert await asyncio.gather(*(number() for _ in range(MANY))) == [7] * MANY
    assert len(computed) == 1


async def test_when_the_first_is_cancelled_another_computes_at_once() -> None:
    computed: list[int] = []

    @cache_result(ttl=60, tags=["numbers"])
    async def number() -> int:
        computed.append(1)
        await asyncio.sleep(30 if len(computed) == 1 else 0)
        return 7

    first = asyncio.create_task(number())
    while not computed:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    second = asyncio.create_task(number())
    await asyncio.sleep(0.05)
    first.cancel()
    # Less than the lease of the first would last.
    assert await asyncio.wait_for(second, 3) == 7
    assert await asyncio.wait_for(number(), 3) == 7
    assert first.cancelled()
    assert len(computed) == 2


async def test_who_waits_and_is_cancelled_takes_nothing_from_others() -> None:
    computed: list[int] = []
    go = asyncio.Event()

    @cache_result(ttl=60, tags=["numbers"])
    async def number() -> int:
        computed.append(1)
        await go.wait()
        return 7

    tasks = [asyncio.create_task(number())]
    while not computed:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    tasks += [asyncio.create_task(number()) for _ in range(2)]
    await asyncio.sleep(0.05)
    tasks[1].cancel()
    await asyncio.sleep(0)
    go.set()
    assert [await tasks[0], await tasks[2]] == [7, 7]
    assert len(computed) == 1


def test_when_the_first_fails_the_others_compute_themselves() -> None:
    computed: list[int] = []
    go = threading.Event()

    @cache_result(ttl=60, tags=["numbers"])
    def number() -> int:
        computed.append(1)
        if len(computed) == 1:
            go.wait(5)
            raise LookupError
        return 7

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(number)
        while not computed:
            time.sleep(0.001)
        second = pool.submit(number)
        time.sleep(0.05)
        go.set()
        with pytest.raises(LookupError):
            first.result(5)
        assert second.result(5) == 7
    # And nothing is left that others wait for.
    start = time.monotonic()
    assert number() == 7
    assert time.monotonic() - start < 1


def test_a_function_that_calls_itself_does_not_wait_for_itself() -> None:
    depth = 0

    @cache_result(ttl=60, tags=["numbers"])
    def number() -> int:
        nonlocal depth
        depth += 1
        return number() + 1 if depth < 3 else 7

    start = time.monotonic()
    assert number() == 9
    assert time.monotonic() - start < 1


@pytest.mark.django_db(transaction=True)
def test_nobody_joins_a_computation_that_began_before_his_own_write() -> None:
    value = ["old"]
    began, go = threading.Event(), threading.Event()

    @cache_result(ttl=60, tags=["numbers"])
    def number() -> str:
        found = value[0]
        began.set()
        if found == "old":
            go.wait(5)
        return found

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(number)
        assert began.wait(5)
        value[0] = "new"
        invalidate("numbers")
        assert number() == "new"
        go.set()
        assert first.result(5) == "old"
    assert number() == "new"


def test_four_processes_with_many_threads_compute_once(redis: OwnRedis) -> None:
    made = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis.url,
        "KEY_PREFIX": uuid4().hex,
    }
    assert in_processes(4, CACHES={"default": made}) == 1
