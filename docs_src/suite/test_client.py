"""The shop's product list can be filtered.

A shop window shows the active products of one category. An argument that makes no sense
is refused, rather than ignored.
"""

from products.models import Category, Product
from restflow.test import AsyncAPITestCase


class ProductListTests(AsyncAPITestCase):
    async def test_the_active_products_of_a_category(self) -> None:
        mugs = await Category.objects.acreate(name="Mugs", slug="mugs")
        await Product.objects.acreate(name="Blue mug", price="9.50", category=mugs)
        await Product.objects.acreate(
            name="Old mug", price="5.00", category=mugs, active=False
        )
        await Product.objects.acreate(name="Teapot", price="24.00")

        response = await self.client.get(
            "/api/products/", data={"category": "mugs", "active": "true"}
        )

        self.assertEqual([row["name"] for row in response.json()], ["Blue mug"])

    async def test_an_argument_that_makes_no_sense(self) -> None:
        response = await self.client.get("/api/products/", data={"active": "maybe"})

        self.assertEqual(response.status_code, 400)
        self.assertEqual(response.json(), {"active": ["Must be true or false."]})
