"""How long a result may be used.

No result is older than its `ttl`. With `stale` it may be a little older while one
caller computes a new one, but it is never used after a write.
"""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async

from restflow.caching import cache_result, invalidate

rate = {"USD": 1}


@cache_result(ttl=timedelta(milliseconds=200))  # [!]
async def strict(currency: str) -> int:
    return rate[currency]


@cache_result(ttl=0.2, stale=timedelta(hours=1), tags=["rates"])  # [!]
async def relaxed(currency: str) -> int:
    await asyncio.sleep(0.1)
    return rate[currency]


@pytest.mark.asyncio
async def test_old_results_are_gone() -> None:
    rate["USD"] = 1
    assert await strict("USD") == 1
    rate["USD"] = 2
    assert await strict("USD") == 1
    await asyncio.sleep(0.3)
    assert await strict("USD") == 2


@pytest.mark.asyncio
async def test_one_computes_and_the_others_need_not_wait() -> None:
    rate["USD"] = 1
    await relaxed("USD")
    rate["USD"] = 2
    await asyncio.sleep(0.3)

    answers = await asyncio.gather(*(relaxed("USD") for _ in range(3)))
    assert sorted(answers) == [1, 1, 2]  # [!]


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_nobody_gets_what_was_made_invalid() -> None:
    rate["USD"] = 1
    await relaxed("USD")
    rate["USD"] = 2
    await sync_to_async(invalidate)("rates")

    answers = await asyncio.gather(*(relaxed("USD") for _ in range(3)))
    assert answers == [2, 2, 2]  # [!]
