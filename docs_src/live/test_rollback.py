"""A live server without the flush.

Tables need not be emptied after each test, because the server's requests share the
test's transaction, which is rolled back.
"""

from typing import Any, ClassVar

import httpx2
from django.db import connection

from products.models import Product
from restflow.test import AsyncAPIRollbackLiveServerTestCase


def names(response: Any) -> list[str]:
    return [row["name"] for row in response.json()]


class RollbackLiveServerTests(AsyncAPIRollbackLiveServerTestCase):
    mug: ClassVar[Product]

    @classmethod
    def setUpTestData(cls) -> None:
        # Once for the class, which a test case with a flush cannot offer.
        cls.mug = Product.objects.create(name="Mug", price="9.50")

    def test_synchronous(self) -> None:
        Product.objects.create(name="Lamp", price="30.00")

        response = httpx2.get(f"{self.live_server_url}/api/products/")

        self.assertEqual(names(response), ["Mug", "Lamp"])
        self.assertTrue(connection.in_atomic_block)  # [!]

    async def test_asynchronous(self) -> None:
        await Product.objects.acreate(name="Sofa", price="450.00")

        async with httpx2.AsyncClient(base_url=self.live_server_url) as client:
            response = await client.get("/api/products/")

        self.assertEqual(names(response), ["Mug", "Sofa"])  # [!]
