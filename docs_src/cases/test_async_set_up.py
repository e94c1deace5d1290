"""An asynchronous `setUp`.

unittest calls `setUp` and drops what it returns. A coroutine is never awaited, and a
test that expects no rows passes. restflow refuses the class, and one whose `setUp` has
a `yield`: a call of it runs nothing.
"""

from collections.abc import Iterator

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

    def test_so_is_one_with_a_yield(self) -> None:
        with self.assertRaisesMessage(AsyncSetUpError, "runs nothing"):

            class CategoryTests(AsyncAPITestCase):
                def setUp(self) -> Iterator[None]:  # type: ignore[override]
                    Category.objects.create(name="Mugs", slug="mugs")
                    yield


class CategoryTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:  # [!]
        await Category.objects.acreate(name="Mugs", slug="mugs")

    async def test_there_are_mugs(self) -> None:
        response = await self.client.get("/api/categories/")

        self.assertEqual([row["slug"] for row in response.data], ["mugs"])
