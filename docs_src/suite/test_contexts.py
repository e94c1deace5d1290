"""The shop's API gives the same price in every language.

People read a price in their own language, such as with a comma in German. Programs
always get the same text.
"""

from django.utils import translation

from products.models import Product
from restflow.test import AsyncAPITestCase


class LanguageTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")

    async def test_a_page_has_the_price_in_the_language_of_the_reader(self) -> None:
        with translation.override("de"):
            response = await self.client.get("/")

        self.assertContains(response, "<strong>9,50</strong>", html=True)

    async def test_the_api_has_the_same_price_in_every_language(self) -> None:
        for language in ("en", "de", "fr"):
            with self.subTest(language), translation.override(language):
                response = await self.client.get(f"/api/products/{self.mug.pk}/")
                self.assertEqual(response.json()["price"], "9.50")
