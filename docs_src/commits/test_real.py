"""A cache that is cleared when the transaction commits.

With real transactions the hook runs when the view's block ends, as in production. The
price is that every table is emptied after each test.
"""

from django.test import TestCase

from products.names import forget_names
from restflow.test import AsyncAPIClient, AsyncAPITransactionTestCase


class StockTests(TestCase):
    async def test_the_new_category_is_not_served(self) -> None:
        self.addCleanup(forget_names)
        client = AsyncAPIClient()
        await client.get("/api/category-names/")
        await client.post("/api/category-names/", {"name": "Mugs"})

        response = await client.get("/api/category-names/")

        self.assertEqual(response.json(), {"names": []})  # [!]


class CommittedTests(AsyncAPITransactionTestCase):
    async def test_the_new_category_is_served(self) -> None:
        await self.client.get("/api/category-names/")
        await self.client.post("/api/category-names/", {"name": "Mugs"})

        response = await self.client.get("/api/category-names/")

        self.assertEqual(response.json(), {"names": ["Mugs"]})  # [!]
