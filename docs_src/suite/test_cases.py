"""The shop keeps a product that somebody ordered.

Such a product cannot be deleted, as the order would lose a line. Any other can.
"""

from django.contrib.auth.models import User

from orders.models import Order, OrderLine
from products.models import Product
from restflow.test import AsyncAPITestCase


class DeleteProductTests(AsyncAPITestCase):
    khan: User
    mug: Product

    @classmethod
    def setUpTestData(cls) -> None:
        cls.khan = User.objects.create(username="khan")
        cls.mug = Product.objects.create(name="Mug", price="9.50")

    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.client.force_authenticate(user=self.khan)

    async def test_a_product_that_was_ordered_stays(self) -> None:
        order = await Order.objects.acreate(user=self.khan)
        await OrderLine.objects.acreate(order=order, product=self.mug, quantity=2)

        response = await self.client.delete(f"/api/products/{self.mug.pk}/")

        self.assertEqual(response.status_code, 409)
        self.assertTrue(await Product.objects.filter(pk=self.mug.pk).aexists())

    async def test_any_other_product_is_deleted(self) -> None:
        response = await self.client.delete(f"/api/products/{self.mug.pk}/")

        self.assertEqual(response.status_code, 204)
        self.assertFalse(await Product.objects.filter(pk=self.mug.pk).aexists())
