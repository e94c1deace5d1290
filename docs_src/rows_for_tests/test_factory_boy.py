"""Rows from factory_boy.

A factory says once what a valid row is, and a test names only the values that matter to
it. The factory makes queries, so a coroutine calls it in the thread for synchronous
code.
"""

import factory
from asgiref.sync import sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.test import TestCase
from factory.django import DjangoModelFactory

from products.models import Category, Product
from restflow.test import AsyncAPITestCase


class CategoryFactory(DjangoModelFactory[Category]):
    class Meta:
        model = Category

    slug = factory.Sequence("shelf-{}".format)
    name = factory.LazyAttribute(lambda shelf: shelf.slug.title())


class ProductFactory(DjangoModelFactory[Product]):
    class Meta:
        model = Product

    name = factory.Sequence("Product {}".format)
    price = "9.50"
    category = factory.SubFactory(CategoryFactory)


class ProductTests(TestCase):
    def test_what_matters_is_said(self) -> None:
        ProductFactory(category__slug="mugs")
        ProductFactory.create_batch(2)

        response = self.client.get("/api/products/?category=mugs")

        self.assertEqual(len(response.json()), 1)


class AsyncProductTests(AsyncAPITestCase):
    async def test_the_trap(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation):  # [!]
            ProductFactory()

    async def test_in_the_thread_for_synchronous_code(self) -> None:
        await sync_to_async(ProductFactory)(category__slug="mugs")  # [!]
        await sync_to_async(ProductFactory.create_batch)(2)

        response = await self.client.get("/api/products/?category=mugs")

        self.assertEqual(len(response.json()), 1)

    async def test_without_a_query(self) -> None:
        mug = ProductFactory.build(name="Mug", category=None)
        await mug.asave()

        self.assertEqual(await Product.objects.aget(), mug)
