"""Who may do what, everywhere: one table for all routes.

The request of each cell is made and rolled back. A route or a method that the table
does not name fails, so nobody can add a view without saying who may use it.
"""

from pathlib import Path

import pytest
from django.contrib.auth.models import User

from orders.models import Order
from products.models import Product
from restflow.test import AccessTable

TABLE = Path(__file__).with_name("access.txt")
PUBLIC = ["/api-auth/", "/api/schema/", "/static/", "/media/"]
ACCESS = AccessTable(TABLE, exclude=PUBLIC)


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_access() -> None:
    owner = await User.objects.acreate_user("owner", "o@example.com", "secret")
    order = await Order.objects.acreate(user=owner)
    mug = await Product.objects.acreate(name="Mug", price="9.50")

    await ACCESS.acheck(  # [!]
        {
            "anonymous": None,
            "customer": await User.objects.acreate_user("customer"),
            "owner": owner,
        },
        arguments={
            "order-detail": {"pk": order.pk},
            "order-cancel": {"pk": order.pk},
            "category-detail": {"pk": 1},
            "pk": mug.pk,
        },
        data={
            "POST product-list": {"name": "Cup", "price": "5.00"},
            "POST token": {"username": "owner", "password": "secret"},
        },
    )
