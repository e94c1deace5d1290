"""The shop writes an order with all of its lines, or not at all.

A product that is sold no longer makes the whole order fail, and nothing stays behind.
"""

from django.contrib.auth.models import User

from orders.models import Order, OrderLine
from products.models import Product
from restflow.test import AsyncAPITestCase


class OrderLineTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def test_all_lines_or_none(self) -> None:
        self.client.force_authenticate(await User.objects.acreate(username="alice"))
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        pot = await Product.objects.acreate(name="Pot", price="24.00")
        lines = [{"product": mug.pk, "quantity": 2}, {"product": pot.pk, "quantity": 1}]

        response = await self.client.post("/api/orders/", {"lines": lines})
        self.assertEqual(response.status_code, 201)
        written = OrderLine.objects.values_list("order", "product", "quantity")
        order = response.json()["id"]
        await self.assertQuerySetEqual(
            written, [(order, mug.pk, 2), (order, pot.pk, 1)]
        )

        await Product.objects.filter(pk=pot.pk).aupdate(active=False)
        response = await self.client.post("/api/orders/", {"lines": lines})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(await Order.objects.acount(), 1)
        self.assertEqual(await OrderLine.objects.acount(), 2)
