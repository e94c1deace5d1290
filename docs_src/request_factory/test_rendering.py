"""The response has no content yet.

A view of Django REST framework returns data. Django's handler renders the data, and
here no handler runs. `arender` renders it.
"""

from django.template.response import ContentNotRenderedError

from products.models import Product
from products.views import ProductViewSet
from restflow.test import AsyncAPIRequestFactory, AsyncAPITestCase, arender

product_list = ProductViewSet.as_view({"get": "alist"})


class RenderingTests(AsyncAPITestCase):
    async def test_the_trap(self) -> None:
        response = await product_list(AsyncAPIRequestFactory().get("/products/"))

        with self.assertRaises(ContentNotRenderedError):  # [!]
            print(response.content)

    async def test_data_needs_no_rendering(self) -> None:
        response = await product_list(AsyncAPIRequestFactory().get("/products/"))

        self.assertEqual(response.data, [])

    async def test_rendered_in_one_call(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        request = AsyncAPIRequestFactory().get("/products/")

        response = await arender(await product_list(request))  # [!]

        self.assertEqual(response.headers["Content-Type"], "application/json")
        self.assertContains(response, '"price":"9.50"')
