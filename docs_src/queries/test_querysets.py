"""A queryset as an assertion's argument.

`assertQuerySetEqual` goes through the queryset, which makes a query. Django's version
makes it at once, and asynchronous code must not wait for it. In a coroutine test, await
restflow's version.
"""

from django.core.exceptions import SynchronousOnlyOperation
from django.test import TestCase

from products.models import Category
from restflow.test import AsyncAPITestCase


class StockTests(TestCase):
    async def test_the_trap(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation):  # [!]
            self.assertQuerySetEqual(Category.objects.all(), [])


class CategoryTests(AsyncAPITestCase):
    async def test_it_is_awaited(self) -> None:
        mugs = await Category.objects.acreate(name="Mugs", slug="mugs")

        await self.assertQuerySetEqual(Category.objects.all(), [mugs])  # [!]

    async def test_or_the_rows_are_fetched_first(self) -> None:
        await Category.objects.acreate(name="Mugs", slug="mugs")

        names = [category.name async for category in Category.objects.all()]

        self.assertEqual(names, ["Mugs"])

    def test_in_a_synchronous_test(self) -> None:
        mugs = Category.objects.create(name="Mugs", slug="mugs")

        with self.assertNumQueries(1):
            self.assertQuerySetEqual(Category.objects.all(), [mugs])
