"""Stale on purpose.

An expired entry may be served while a new one is computed. An entry that is wrong
because somebody has changed the price may not. A simple cache can't tell the two apart.
"""

import asyncio
from decimal import Decimal

import pytest
from django.core.cache import cache

from products.models import Product
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import hold_at

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks, pytest.mark.asyncio]


async def naive_price(mug: Product) -> object:
    if await cache.aget("fresh") or not await cache.aadd("renewing", True):
        return await cache.aget("price")
    await mug.arefresh_from_db()
    await cache.aset_many({"price": mug.price, "fresh": True})
    await cache.adelete("renewing")
    return mug.price


@cache_result(ttl=0.05, stale=60, rules=[InvalidationRule(Product, pk="pk")])  # [!]
async def price_of(pk: int) -> Decimal:
    return (await Product.objects.aget(pk=pk)).price


async def test_a_naive_cache_serves_what_is_wrong() -> None:
    mug = await Product.objects.acreate(name="Mug", price=9)
    await naive_price(mug)

    await Product.objects.aupdate(price=8)
    await cache.adelete("fresh")
    first, second = await asyncio.gather(naive_price(mug), naive_price(mug))

    assert (first, second) == (8, 9)  # [!]


async def test_what_has_expired_may_be_used_for_a_while() -> None:
    mug = await Product.objects.acreate(name="Mug", price=9)
    await price_of(mug.pk)
    await asyncio.sleep(0.1)

    with hold_at("tokens read") as hold:
        renewing = asyncio.create_task(price_of(mug.pk))
        await asyncio.to_thread(hold.wait)
        assert await price_of(mug.pk) == 9  # [!]

    assert await renewing == 9


async def test_what_is_wrong_never_is() -> None:
    mug = await Product.objects.acreate(name="Mug", price=9)
    await price_of(mug.pk)
    await asyncio.sleep(0.1)

    await Product.objects.aupdate(price=8)
    prices = await asyncio.gather(price_of(mug.pk), price_of(mug.pk))

    assert set(prices) == {8}  # [!]
