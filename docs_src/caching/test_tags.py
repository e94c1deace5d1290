"""Tags of your own.

A tag names data that is not in this database. `invalidate` takes tags, and models that
another program has written.
"""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from products.models import Product
from restflow.caching import InvalidationRule, ainvalidate, cache_result, invalidate

rates = {"USD": "1.10"}


@cache_result(ttl=300, rules=[InvalidationRule(Product)], tags=["rates"])  # [!]
def prices(currency: str) -> list[str]:
    found = Product.objects.using("archive").all()
    return [f"{product.price} at {rates[currency]}" for product in found]


@transaction.atomic
def publish(rate: str) -> None:
    rates["USD"] = rate
    invalidate("rates")  # [!]


@pytest.mark.run_commit_hooks
@pytest.mark.django_db(databases=["default", "archive"])
@pytest.mark.asyncio
async def test_invalidated_by_name() -> None:
    await Product.objects.using("archive").acreate(name="Mug", price="9.50")
    ask = sync_to_async(prices)
    assert await ask("USD") == ["9.50 at 1.10"]

    await sync_to_async(publish)("1.20")
    assert await ask("USD") == ["9.50 at 1.20"]

    misses = prices.cache_info().misses
    await ainvalidate(Product, using="archive")  # [!]
    await ask("USD")
    assert prices.cache_info().misses == misses + 1
