"""Each test begins without the rows of the others.

`AsyncAPITestCase` rolls back what the test and the view wrote. Rows of `setUpTestData`
are made once, and every test finds them unchanged.
"""

from products.models import Category
from restflow.test import AsyncAPITestCase


class CategoryTests(AsyncAPITestCase):
    mugs: Category

    @classmethod
    def setUpTestData(cls) -> None:
        cls.mugs = Category.objects.create(name="Mugs", slug="mugs")

    async def test_create_the_plates(self) -> None:
        await Category.objects.acreate(name="Plates", slug="plates")

        response = await self.client.get("/api/categories/")

        self.assertEqual([row["slug"] for row in response.data], ["mugs", "plates"])

    async def test_create_the_plates_once_more(self) -> None:
        await Category.objects.acreate(name="Plates", slug="plates")  # [!]

        self.assertEqual(await Category.objects.acount(), 2)

    async def test_delete_the_mugs(self) -> None:
        await self.mugs.adelete()

        response = await self.client.get("/api/categories/")

        self.assertEqual(response.data, [])
