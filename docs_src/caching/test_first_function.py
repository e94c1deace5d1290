"""A cached function.

Each set of arguments has its own result. It is computed once, and again after a write
that the rules name.
"""

from decimal import Decimal

import pytest
from asgiref.sync import sync_to_async
from django.db.models import Sum

from products.models import Product
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=300, rules=[InvalidationRule(Product)])  # [!]
def stock_value(*, active: bool = True) -> Decimal:
    found = Product.objects.filter(active=active).aggregate(total=Sum("price"))
    return found["total"] or Decimal(0)


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_it_is_computed_once_for_each_state_of_the_products() -> None:
    before = stock_value.cache_info()
    ask = sync_to_async(stock_value)

    assert await ask() == 0
    assert await ask(active=True) == 0  # [!]
    assert await ask(active=False) == 0
    await Product.objects.acreate(name="Mug", price="9.50")
    assert await ask() == Decimal("9.50")  # [!]

    now = stock_value.cache_info()
    assert now.misses - before.misses == 3
    assert now.hits - before.hits == 1
