"""The late fill.

A reader has read the price. Before the reader stores it, a writer changes the price and
deletes the entry. Then the reader stores the old price, and nobody deletes it again.
"""

import asyncio
from decimal import Decimal

import pytest
from django.core.cache import cache

from products.models import Product
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import hold_at

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]


@pytest.fixture
def mug() -> Product:
    cache.clear()
    return Product.objects.create(name="Mug", price=9)


def test_the_old_price_stays(mug: Product) -> None:
    def read_slowly() -> Decimal:
        price = Product.objects.get(pk=mug.pk).price
        # Meanwhile, in another process:
        Product.objects.filter(pk=mug.pk).update(price=8)
        cache.delete("price")
        return price

    cache.get_or_set("price", read_slowly)

    assert cache.get("price") == 9  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Product, pk="pk")])
async def price_of(pk: int) -> Decimal:
    return (await Product.objects.aget(pk=pk)).price


@pytest.mark.asyncio
async def test_what_comes_late_is_not_used(mug: Product) -> None:
    with hold_at("computed") as reader:
        late = asyncio.create_task(price_of(mug.pk))
        await asyncio.to_thread(reader.wait)

        mug.price = Decimal(8)
        await mug.asave()

    assert await late == 9
    assert await price_of(mug.pk) == 8  # [!]
