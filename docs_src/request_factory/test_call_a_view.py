"""A view, called directly.

Pass a request of the factory to the view, and the view returns the response. No URL is
resolved, so the test passes the arguments that the URL would have.
"""

from django.contrib.auth.models import User

from products.models import Product
from products.views import ProductViewSet
from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPITestCase,
    force_authenticate,
)

product_list = ProductViewSet.as_view({"get": "alist", "post": "acreate"})
product_detail = ProductViewSet.as_view({"get": "aretrieve"})


class ProductViewTests(AsyncAPITestCase):
    async def test_get_a_list(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        await Product.objects.acreate(name="Old mug", price="2.00", active=False)

        request = AsyncAPIRequestFactory().get("/products/", {"active": "true"})
        response = await product_list(request)  # [!]

        self.assertEqual([product["name"] for product in response.data], ["Mug"])

    async def test_get_one(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")

        request = AsyncAPIRequestFactory().get("/whatever/")
        response = await product_detail(request, pk=mug.pk)  # [!]

        self.assertEqual(response.data["name"], "Mug")

    async def test_post(self) -> None:
        request = AsyncAPIRequestFactory().post(
            "/products/", {"name": "Mug", "price": "9.50"}
        )
        force_authenticate(request, User(username="alice"))
        response = await product_list(request)

        self.assertEqual(response.status_code, 201)
        self.assertTrue(await Product.objects.filter(name="Mug").aexists())
