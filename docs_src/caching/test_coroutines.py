"""Cached coroutine functions.

Fifty tasks that call the function at the same time cause one computation. The others
wait for it and block no thread.
"""

import asyncio

import pytest

from products.models import Product
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=300, rules=[InvalidationRule(Product)])  # [!]
async def count() -> int:
    await asyncio.sleep(0.05)
    return await Product.objects.acount()


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_fifty_at_once() -> None:
    before = count.cache_info()

    assert await asyncio.gather(*(count() for _ in range(50))) == [0] * 50

    now = count.cache_info()
    assert now.misses == before.misses + 1  # [!]
    assert now.collapsed == before.collapsed + 49

    await Product.objects.acreate(name="Mug", price="9.50")
    assert await count() == 1
