"""The shop adds up what an order costs.

The total is the sum of the order's own lines, each with the price of its product and
its quantity.
"""

import pytest
from asgiref.sync import sync_to_async
from model_bakery import baker

from orders.models import Order, OrderLine
from restflow.test import AsyncAPIClient


@pytest.mark.django_db
@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("lines", "total"),
    [
        pytest.param([("9.50", 1)], "9.50", id="one line"),
        pytest.param([("9.50", 2), ("24.00", 1)], "43.00", id="two lines"),
        pytest.param([], "0.00", id="no line"),
    ],
)
async def test_the_total(
    lines: list[tuple[str, int]], total: str, async_api_client: AsyncAPIClient
) -> None:
    order = await sync_to_async(baker.make)(Order)
    await sync_to_async(baker.make)(OrderLine, order__user=order.user, quantity=5)
    for price, quantity in lines:
        await sync_to_async(baker.make)(
            OrderLine, order=order, product__price=price, quantity=quantity
        )

    async_api_client.force_authenticate(order.user)
    response = await async_api_client.get(f"/api/orders/{order.pk}/")

    assert response.json()["total"] == total
