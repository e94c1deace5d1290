"""A rule that names nothing that can be watched.

A receiver for a misspelt sender is never called, without an error, and the old entry
stays. A rule looks up its model, its column and its argument, and says what is missing.
"""

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db.models.signals import post_save

from products.models import Product
from restflow.caching import InvalidationRule, RuleError, cache_result


def forget(**kwargs: object) -> None:
    cache.delete("names")


def names() -> list[str]:
    return [product.name for product in Product.objects.all()]


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_trap() -> None:
    post_save.connect(forget, sender="products.Prodct")
    await cache.aset("names", await sync_to_async(names)())

    await Product.objects.acreate(name="Mug", price="9.50")

    assert await cache.aget("names") == []  # [!]


def test_neither_the_model_nor_the_column_can_be_misspelt() -> None:
    with pytest.raises(RuleError, match="doesn't have a 'Prodct' model"):  # [!]
        InvalidationRule("products.Prodct")
    with pytest.raises(RuleError, match="has no field 'shelf'"):  # [!]
        InvalidationRule(Product, shelf="number")


@cache_result(ttl=300, rules=[InvalidationRule(Product, pk="pk")])
def name_of(number: int) -> str:
    return Product.objects.get(pk=number).name


def test_nor_the_argument() -> None:
    with pytest.raises(RuleError) as caught:  # [!]
        name_of(1)
    print(caught.value)
