"""The products on the shelf, as the documentation of the shop shows them.

`pytest --restflow-record` records this test, because it has the mark `documented`. Then
`python -m restflow.docs cards tests docs/cards` makes a card of the file.
"""

import pytest

from products.models import Product
from restflow.test import AsyncAPITestCase


@pytest.mark.documented
class ShelfTests(AsyncAPITestCase):
    async def test_everybody_sees_the_products(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")

        response = await self.client.get("/api/products/")

        self.assertEqual([row["name"] for row in response.json()], ["Mug"])
