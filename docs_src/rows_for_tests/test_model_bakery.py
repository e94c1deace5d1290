"""Rows from model_bakery.

`baker.make` fills the fields that a row needs, without a factory, and with values that
differ from run to run. Optional fields stay empty.
"""

from asgiref.sync import sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.test import TestCase
from model_bakery import baker

from orders.models import OrderLine
from products.models import Product
from restflow.test import AsyncAPITestCase


class ProductTests(TestCase):
    def test_what_a_row_needs(self) -> None:
        line = baker.make(OrderLine, product__name="Mug")

        self.assertEqual(line.product.name, "Mug")
        self.assertIsNotNone(line.order.user.pk)
        self.assertIsNone(line.product.category)

    def test_what_it_does_not_need(self) -> None:
        mug = baker.make(Product, category__name="Mugs")

        self.assertEqual(str(mug.category), "Mugs")


class AsyncProductTests(AsyncAPITestCase):
    async def test_the_trap(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation):  # [!]
            baker.make(Product)

    async def test_in_the_thread_for_synchronous_code(self) -> None:
        await sync_to_async(baker.make)(Product, name="Mug", price=9)  # [!]

        response = await self.client.get("/api/products/")

        self.assertEqual([row["name"] for row in response.json()], ["Mug"])

    async def test_without_a_query(self) -> None:
        mug = baker.prepare(Product, name="Mug")
        await mug.asave()

        self.assertEqual(await Product.objects.aget(), mug)
