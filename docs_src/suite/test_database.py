"""The shop cancels an order that nobody has paid.

The row says so afterwards. An order that is paid stays paid.
"""

import pytest
from django.contrib.auth.models import User

from orders.models import Order
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


@pytest.fixture
def order(db: None, async_api_client: AsyncAPIClient) -> Order:
    khan = User.objects.create(username="khan")
    async_api_client.force_authenticate(user=khan)
    return Order.objects.create(user=khan)


async def test_a_pending_order_is_cancelled(
    order: Order, async_api_client: AsyncAPIClient
) -> None:
    response = await async_api_client.post(f"/api/orders/{order.pk}/cancel/")

    assert response.status_code == 200
    await order.arefresh_from_db()
    assert order.status == Order.Status.CANCELLED


async def test_a_paid_order_is_not(
    order: Order, async_api_client: AsyncAPIClient
) -> None:
    await Order.objects.filter(pk=order.pk).aupdate(status=Order.Status.PAID)

    response = await async_api_client.post(f"/api/orders/{order.pk}/cancel/")

    assert response.status_code == 409
    await order.arefresh_from_db()
    assert order.status == Order.Status.PAID
