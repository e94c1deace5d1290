"""The shop keeps the promises of its schema.

A customer orders and cancels, and a visitor is turned away. Each response is compared
with the OpenAPI document.
"""

from django.contrib.auth.models import User

from products.models import Product
from restflow.test import AsyncAPITestCase, AsyncSchemaClient


class SchemaTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.shop = AsyncSchemaClient(validate=True)

    async def test_a_customer_orders_and_cancels(self) -> None:
        self.shop.client.force_authenticate(await User.objects.acreate(username="khan"))

        lines = [{"product": self.mug.pk, "quantity": 2}]
        order = await self.shop.call("orders_create", lines=lines)
        self.assertEqual(order.data["total"], "19.00")
        response = await self.shop.call("orders_cancel_create", id=order.data["id"])
        self.assertEqual(response.data["status"], "cancelled")

    async def test_a_visitor_is_turned_away(self) -> None:
        response = await self.shop.call("orders_list")

        self.assertEqual(response.status_code, 401)
