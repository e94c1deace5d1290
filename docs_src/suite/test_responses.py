"""The shop answers people with pages, and programs with JSON.

The start page shows what can be ordered. An address that does not exist has both kinds
of answer.
"""

from products.models import Product
from restflow.test import AsyncAPITestCase


class AnswerTests(AsyncAPITestCase):
    async def test_the_start_page(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        await Product.objects.acreate(name="Old mug", price="5.00", active=False)

        response = await self.client.get("/")

        self.assertEqual(response.status_code, 200)
        self.assertTemplateUsed(response, "products/index.html")
        names = [product.name for product in response.context["products"]]
        self.assertEqual(names, ["Mug"])

    async def test_an_address_that_does_not_exist(self) -> None:
        page = await self.client.get("/nowhere/")
        answer = await self.client.get("/api/nowhere/")

        self.assertContains(page, "<h1>Not Found</h1>", status_code=404, html=True)
        self.assertEqual(answer.status_code, 404)
        self.assertEqual(answer.json(), {"detail": "Not found."})
