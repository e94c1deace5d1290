"""An asynchronous `setUp`.

unittest calls `setUp` and drops what it returns. A coroutine is never awaited, and a
test that expects no rows passes. restflow refuses the class.
"""

import pytest
from django.test import TestCase

from products.models import Category
from restflow.test import AsyncAPITestCase, AsyncSetUpError


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
class StockTests(TestCase):
    async def setUp(self) -> None:  # type: ignore[override]
        await Category.objects.acreate(name="Mugs", slug="mugs")

    async def test_there_are_no_mugs(self) -> None:
        self.assertEqual(await Category.objects.acount(), 0)  # [!]


class RefusedTests(AsyncAPITestCase):
    def test_the_class_is_refused(self) -> None:
        with self.assertRaises(AsyncSetUpError) as caught:  # [!]

            class CategoryTests(AsyncAPITestCase):
                async def setUp(self) -> None:  # type: ignore[override]
                    await Category.objects.acreate(name="Mugs", slug="mugs")

        print(caught.exception)


class CategoryTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:  # [!]
        await Category.objects.acreate(name="Mugs", slug="mugs")

    async def test_there_are_mugs(self) -> None:
        response = await self.client.get("/api/categories/")

        self.assertEqual([row["slug"] for row in response.data], ["mugs"])
