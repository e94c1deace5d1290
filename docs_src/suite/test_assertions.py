"""The shop's pages show what is for sale.

The front page lists the active products with their prices. A link to the order page
works without its last slash, too.
"""

from products.models import Product
from restflow.test import AsyncAPITestCase


class PageTests(AsyncAPITestCase):
    async def test_the_front_page_lists_the_active_products(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        await Product.objects.acreate(name="Teapot", price="24.00", active=False)

        response = await self.client.get("/")

        self.assertTemplateUsed(response, "products/index.html")
        self.assertContains(response, "Mug")
        self.assertContains(response, "<strong>9.50</strong>", html=True)
        self.assertNotContains(response, "Teapot")

    async def test_a_link_without_its_slash_leads_to_the_order_page(self) -> None:
        response = await self.client.get("/order")

        await self.assertRedirects(response, "/order/", status_code=301)
