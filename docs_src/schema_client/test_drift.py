"""A response that differs from the schema.

The serializer in the annotation says one thing, and the view answers another. A test of
the status passes, and so does one that reads only the fields it knows.
"""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from products.serializers import ProductSerializer
from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncSchemaClient,
    ResponseSchemaError,
    URLPatternsTestCase,
)


@extend_schema(responses=ProductSerializer)
@api_view(["GET"])
def product(request: Request, pk: int) -> Response:
    if pk == 0:
        return Response({"error": "We are out of stock."}, status=410)
    return Response(
        {"id": pk, "name": "Mug", "price": 9.5, "category": None, "photo": "/mug.png"}
    )


class DriftTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("products/<int:pk>/", product)]

    async def test_a_test_of_the_status_is_green(self) -> None:
        response = await self.client.get("/products/1/")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.data["name"], "Mug")

    async def test_the_schema_says_something_else(self) -> None:
        shop = AsyncSchemaClient(validate=True)  # [!]
        with self.assertRaises(ResponseSchemaError) as caught:
            await shop.call("products_retrieve", id=1)
        print(caught.exception)

    async def test_a_status_that_is_not_declared(self) -> None:
        shop = AsyncSchemaClient(validate=True)
        with self.assertRaisesMessage(ResponseSchemaError, "got 410"):  # [!]
            await shop.call("products_retrieve", id=0)
