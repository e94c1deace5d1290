"""Create, read, change and delete.

The test creates a product, changes it and deletes it. Each verb is a coroutine of the
client: await it.
"""

from django.contrib.auth.models import User

from products.models import Category, Product
from restflow.test import AsyncAPITestCase


class ProductTests(AsyncAPITestCase):
    async def test_the_life_of_a_product(self) -> None:
        khan = await User.objects.acreate(username="khan")
        self.client.force_authenticate(user=khan)

        response = await self.client.post(  # [!]
            "/api/products/", data={"name": "Phone", "price": "99.00"}
        )
        self.assertEqual(response.status_code, 201)
        url = f"/api/products/{response.json()['id']}/"

        response = await self.client.get(url)  # [!]
        self.assertEqual(response.json()["price"], "99.00")

        data = {"name": "Smartphone", "price": "89.00"}
        response = await self.client.put(url, data=data)  # [!]
        self.assertEqual(response.json()["name"], "Smartphone")

        response = await self.client.patch(url, data={"active": False})  # [!]
        self.assertFalse(response.json()["active"])

        response = await self.client.options(url)  # [!]
        self.assertIn("DELETE", response.headers["Allow"])

        response = await self.client.delete(url)  # [!]
        self.assertEqual(response.status_code, 204)

        response = await self.client.head(url)  # [!]
        self.assertEqual(response.status_code, 404)

    async def test_the_data_of_a_get_filters(self) -> None:
        phones = await Category.objects.acreate(name="Phones", slug="phones")
        await Product.objects.acreate(name="Phone", price="99.00", category=phones)
        await Product.objects.acreate(name="Mug", price="9.50")

        response = await self.client.get("/api/products/", data={"category": "phones"})

        self.assertEqual([row["name"] for row in response.json()], ["Phone"])
