"""Values that mean the same to a column.

A rule by a field compares what the column would have: 2 and "2" are one quantity. Upper
and lower case count as the same, because they are to some databases.
"""

import pytest
from django.contrib.auth.models import Group, User

from orders.models import Order, OrderLine
from products.models import Product
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import assert_invalidates, assert_keeps

pytestmark = [
    pytest.mark.run_commit_hooks,
    pytest.mark.django_db,
    pytest.mark.asyncio,
]


@cache_result(ttl=300, rules=[InvalidationRule(OrderLine, quantity="quantity")])
async def lines(quantity: int | str) -> int:
    return await OrderLine.objects.filter(quantity=quantity).acount()


@cache_result(ttl=300, rules=[InvalidationRule(Group, name="name")])
async def exists(name: str) -> bool:
    return await Group.objects.filter(name__iexact=name).aexists()


async def test_a_number() -> None:
    alice = await User.objects.acreate(username="alice")
    order = await Order.objects.acreate(user=alice)
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    with (
        assert_invalidates(lines, "2"),  # [!]
        assert_invalidates(lines, 2),
        assert_keeps(lines, "3"),
    ):
        await OrderLine.objects.acreate(order=order, product=mug, quantity=2)


async def test_a_name() -> None:
    with (
        assert_invalidates(exists, "editors"),  # [!]
        assert_keeps(exists, "authors"),
    ):
        await Group.objects.acreate(name="Editors")
