"""The attributes of a response.

The client returns the view's own response: status, headers, the payload as `data`, and
the bytes that arrive. Every JSON response has a payload, whichever view made it.
"""

from django.http import JsonResponse

from products.models import Product
from restflow.test import AsyncAPITestCase


class AttributeTests(AsyncAPITestCase):
    async def test_a_response_of_an_api_view(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        response = await self.client.get(f"/api/products/{mug.pk}/")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["content-type"], "application/json")
        self.assertEqual(response.data["name"], "Mug")
        self.assertIn(b'"name":"Mug"', response.content)
        self.assertEqual(response.json()["price"], "9.50")

    async def test_a_response_of_a_plain_view_has_data_as_well(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertIsInstance(response, JsonResponse)
        self.assertEqual(response.data, {"status": "ok"})  # [!]

    async def test_a_page_has_none(self) -> None:
        response = await self.client.get("/")
        self.assertFalse(hasattr(response, "data"))

    async def test_only_json_is_parsed(self) -> None:
        response = await self.client.get("/")
        with self.assertRaisesMessage(ValueError, "text/html"):
            response.json()
