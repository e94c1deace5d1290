"""A queryset as an assertion's argument.

`assertQuerySetEqual` goes through the queryset, and that is a query. Beside an event
loop Django refuses it. Fetch the rows first, or run the assertion where queries may be.
"""

from asgiref.sync import sync_to_async
from django.core.exceptions import SynchronousOnlyOperation

from products.models import Category
from restflow.test import AsyncAPITestCase


class CategoryTests(AsyncAPITestCase):
    async def test_the_trap(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation):  # [!]
            self.assertQuerySetEqual(Category.objects.all(), [])

    async def test_fetch_first(self) -> None:
        await Category.objects.acreate(name="Mugs", slug="mugs")

        names = [category.name async for category in Category.objects.all()]

        self.assertEqual(names, ["Mugs"])

    async def test_assert_in_a_thread(self) -> None:
        mugs = await Category.objects.acreate(name="Mugs", slug="mugs")

        await sync_to_async(self.assertQuerySetEqual)(Category.objects.all(), [mugs])

    def test_in_a_synchronous_test(self) -> None:
        mugs = Category.objects.create(name="Mugs", slug="mugs")

        with self.assertNumQueries(1):
            self.assertQuerySetEqual(Category.objects.all(), [mugs])
