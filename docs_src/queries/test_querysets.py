"""A queryset as an assertion's argument.

`assertQuerySetEqual` goes through the queryset, and that is a query. Django's makes it
at once, which asynchronous code may not do. In a coroutine test restflow's is awaited.
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
