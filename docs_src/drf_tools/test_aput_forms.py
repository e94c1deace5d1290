"""PUT and PATCH with form data, asynchronously.

With `format="multipart"`, restflow's factory encodes a form for each method. A boolean
that a form leaves out is False for PUT, but not for PATCH.
"""

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import AsyncRequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from rest_framework.response import Response

from products.models import Product
from products.views import ProductViewSet
from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPITestCase,
    force_authenticate,
)

CUP = {"name": "Cup", "price": "9.50"}
product = ProductViewSet.as_view({"put": "aupdate", "patch": "partial_aupdate"})


class FormTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        self.factory = AsyncAPIRequestFactory()
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")

    async def answer(self, request: HttpRequest) -> Response:
        force_authenticate(request, User(username="alice"))
        response: Response = await product(request, pk=self.mug.pk)
        return response

    async def test_patch(self) -> None:
        request = self.factory.patch("/product/", CUP, format="multipart")  # [!]
        response = await self.answer(request)
        self.assertEqual(
            (response.data["name"], response.data["active"]), ("Cup", True)
        )

    async def test_put_and_the_trap(self) -> None:
        request = self.factory.put("/product/", CUP, format="multipart")  # [!]
        response = await self.answer(request)
        self.assertEqual(response.data["active"], False)  # [!]

    async def test_put_as_json(self) -> None:
        response = await self.answer(self.factory.put("/product/", CUP))
        self.assertEqual(response.data["active"], True)

    async def test_the_trap_of_djangos_factory(self) -> None:
        response = await self.answer(AsyncRequestFactory().put("/product/", CUP))
        self.assertEqual(response.status_code, 415)  # [!]

    async def test_djangos_factory(self) -> None:
        body = encode_multipart(BOUNDARY, CUP)  # [!]
        request = AsyncRequestFactory().put("/product/", body, MULTIPART_CONTENT)  # [!]
        response = await self.answer(request)
        self.assertEqual(response.data["name"], "Cup")
