"""A writer that is killed between the commit and the invalidation.

Then nobody tells the cache. In strict mode the cache is told before the statement is
sent: for a number of seconds nothing that depends on the row is served or stored.
"""

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.test import override_settings

from products.models import Product
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=300, rules=[InvalidationRule(Product)])
def names() -> list[str]:
    return [product.name for product in Product.objects.all()]


@override_settings(RESTFLOW_CACHING={"STRICT": 1})  # [!]
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_for_a_moment_everybody_computes() -> None:
    ask = sync_to_async(names)
    await ask()

    await Product.objects.acreate(name="Mug", price="9.50")

    before = names.cache_info()
    assert await ask() == ["Mug"]
    assert names.cache_info().bypasses == before.bypasses + 1  # [!]

    await asyncio.sleep(1.1)
    assert await ask() == ["Mug"]
    assert await ask() == ["Mug"]
    assert names.cache_info().hits == before.hits + 1
