"""The shop's lists make as many queries for many rows as for a few.

Orders are made with their lines, and products with their categories, because the lists
show them.
"""

import pytest
from django.contrib.auth.models import User

from orders.models import Order, OrderLine
from products.models import Category, Product
from restflow.test import AsyncAPIClient, assert_constant_queries


@pytest.mark.django_db
@pytest.mark.asyncio
@pytest.mark.parametrize("url", ["/", "/api/products/", "/api/orders/"])
async def test_lists(url: str, async_api_client: AsyncAPIClient) -> None:
    alice = await User.objects.acreate(username="alice")
    async_api_client.force_authenticate(alice)

    async def add_orders(number: int) -> None:
        for _ in range(number):
            slug = f"category-{await Category.objects.acount()}"
            category = await Category.objects.acreate(name="Mugs", slug=slug)
            mug = await Product.objects.acreate(
                name="Mug", price="9.50", category=category
            )
            order = await Order.objects.acreate(user=alice)
            await OrderLine.objects.acreate(order=order, product=mug, quantity=1)

    await assert_constant_queries(lambda: async_api_client.get(url), add_orders)
