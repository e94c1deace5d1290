"""Templates, their context and the URL pattern.

For an HTML page, compare what its templates were given.
"""

from django.urls import reverse

from products.models import Product
from restflow.test import AsyncAPITestCase


class PageTests(AsyncAPITestCase):
    async def test_the_page_of_products(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        await Product.objects.acreate(name="Quill", price="32.00", active=False)

        response = await self.client.get("/")

        names = [product.name for product in response.context["products"]]
        self.assertEqual(names, ["Mug"])
        self.assertEqual(response.context["total"], 1)
        self.assertTemplateUsed(response, "products/index.html")
        self.assertEqual(
            [template.name for template in response.templates],
            ["products/index.html", "base.html"],
        )
        self.assertEqual(response.resolver_match.url_name, "index")

    async def test_json_needs_no_template(self) -> None:
        response = await self.client.get(reverse("product-list"))
        self.assertEqual(response.templates, [])
        self.assertIsNone(response.context)
        self.assertEqual(response.resolver_match.view_name, "product-list")
