"""The stampede.

An entry has expired, and fifty requests notice it at the same time. Each of them
computes the same value.
"""

import asyncio

import pytest
from django.core.cache import cache

from restflow.caching import cache_result

computed: list[str] = []


async def compute(name: str) -> str:
    computed.append(name)
    await asyncio.sleep(0.01)
    return name.title()


async def naive(name: str) -> str:
    result = await cache.aget(name)
    if result is None:
        result = await compute(name)
        await cache.aset(name, result)
    return str(result)


@cache_result(ttl=60)  # [!]
async def report(name: str) -> str:
    return await compute(name)


@pytest.mark.asyncio
async def test_fifty_misses_compute_fifty_times() -> None:
    computed.clear()
    await asyncio.gather(*(naive("sales") for _ in range(50)))

    assert len(computed) == 50  # [!]


@pytest.mark.asyncio
async def test_fifty_misses_compute_once() -> None:
    computed.clear()
    before = report.cache_info().collapsed
    results = await asyncio.gather(*(report("sales") for _ in range(50)))

    assert len(computed) == 1  # [!]
    assert set(results) == {"Sales"}
    assert report.cache_info().collapsed - before == 49


@pytest.mark.asyncio
async def test_different_arguments_do_not_wait_for_each_other() -> None:
    computed.clear()
    await asyncio.gather(report("sales"), report("stock"))

    assert sorted(computed) == ["sales", "stock"]
