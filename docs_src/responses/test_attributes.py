"""What a response tells.

It is the view's own response: its status, its headers, the data before rendering and
the bytes after it.
"""

from products.models import Product
from restflow.test import AsyncAPITestCase


class AttributeTests(AsyncAPITestCase):
    async def test_a_response_of_an_api_view(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        response = await self.async_client.get(f"/api/products/{mug.pk}/")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["content-type"], "application/json")
        self.assertEqual(response.data["name"], "Mug")
        self.assertIn(b'"name":"Mug"', response.content)
        self.assertEqual(response.json()["price"], "9.50")

    async def test_only_rest_framework_responses_have_data(self) -> None:
        response = await self.async_client.get("/api/health/")
        self.assertEqual(response.json(), {"status": "ok"})
        self.assertFalse(hasattr(response, "data"))

    async def test_only_json_is_parsed(self) -> None:
        response = await self.async_client.get("/")
        with self.assertRaisesMessage(ValueError, "text/html"):
            response.json()
