"""A synchronous query in an asynchronous test.

`create` waits for the database, which asynchronous code must not do. The coroutine that
does the same has an `a` before its name: `acreate`.
"""

from django.core.exceptions import SynchronousOnlyOperation

from products.models import Category, Product
from restflow.test import AsyncAPITestCase


class ProductTests(AsyncAPITestCase):
    async def test_the_trap(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation):  # [!]
            Category.objects.create(name="Mugs", slug="mugs")

    async def test_the_coroutines(self) -> None:
        mugs = await Category.objects.acreate(name="Mugs", slug="mugs")  # [!]
        mug = await Product.objects.acreate(name="Mug", price="9.50", category=mugs)
        mug.price = "8.00"
        await mug.asave()

        prices = [product.price async for product in Product.objects.all()]

        self.assertEqual(await Product.objects.acount(), 1)
        self.assertEqual([str(price) for price in prices], ["8.00"])

    async def test_a_relation_is_a_query_as_well(self) -> None:
        mugs = await Category.objects.acreate(name="Mugs", slug="mugs")
        await Product.objects.acreate(name="Mug", price="9.50", category=mugs)

        mug = await Product.objects.aget()
        with self.assertRaises(SynchronousOnlyOperation):
            str(mug.category)

        mug = await Product.objects.select_related("category").aget()
        self.assertEqual(mug.category, mugs)
