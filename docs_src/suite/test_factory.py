"""The shop lets nobody cancel the order of another customer.

The view answers as if there were no such order, and the order stays as it was.
"""

import pytest
from django.contrib.auth.models import User

from orders.models import Order
from orders.views import OrderViewSet
from restflow.test import AsyncAPIRequestFactory, force_authenticate


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_only_its_customer_cancels_an_order(
    async_api_rf: AsyncAPIRequestFactory,
) -> None:
    alice = await User.objects.acreate(username="alice")
    bob = await User.objects.acreate(username="bob")
    order = await Order.objects.acreate(user=alice)
    cancel = OrderViewSet.as_view({"post": "cancel"})

    for user, code, status in [(bob, 404, "pending"), (alice, 200, "cancelled")]:
        request = async_api_rf.post("/")
        force_authenticate(request, user=user)
        response = await cancel(request, pk=order.pk)

        assert response.status_code == code
        await order.arefresh_from_db()
        assert order.status == status
