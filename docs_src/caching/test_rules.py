"""Rules: which writes count.

A rule without fields covers every row of a model. With `pk` it covers the row with that
key, and writes that do not say which rows they change.
"""

import pytest
from asgiref.sync import sync_to_async

from products.models import Product
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=300, rules=[InvalidationRule(Product)])  # [!]
def names() -> list[str]:
    return [product.name for product in Product.objects.all()]


@cache_result(ttl=300, rules=[InvalidationRule("products.Product", pk="number")])  # [!]
def name_of(number: int) -> str:
    return Product.objects.get(pk=number).name


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_only_the_row_that_was_written_is_computed_again() -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    pot = await Product.objects.acreate(name="Pot", price="19.50")
    assert await sync_to_async(name_of)(mug.pk) == "Mug"
    assert await sync_to_async(name_of)(pot.pk) == "Pot"
    assert await sync_to_async(names)() == ["Mug", "Pot"]
    before = name_of.cache_info()

    pot.name = "Teapot"
    await pot.asave()

    assert await sync_to_async(name_of)(mug.pk) == "Mug"
    assert name_of.cache_info().hits == before.hits + 1  # [!]
    assert await sync_to_async(name_of)(pot.pk) == "Teapot"  # [!]
    assert await sync_to_async(names)() == ["Mug", "Teapot"]
