"""What a schema leaves open.

JSON Schema allows properties that it does not mention, and a type without a schema is
not checked at all. With `validate=True` a warning names what was not checked.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncSchemaClient,
    UncheckedResponseWarning,
    URLPatternsTestCase,
)

PRODUCT = {"type": "object", "properties": {"name": {"type": "string"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/mug/": {
            "get": {
                "operationId": "mug",
                "responses": {
                    "200": {"content": {"application/json": {"schema": PRODUCT}}}
                },
            }
        },
        "/mugs.csv": {
            "get": {
                "operationId": "mugs",
                "responses": {"200": {"content": {"text/csv": {}}}},
            }
        },
    },
}


async def mug(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"name": "Mug", "purchase_price": "2.10"})


async def mugs(request: HttpRequest) -> HttpResponse:
    return HttpResponse("name\nMug\n", content_type="text/csv")


class UncheckedTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("mug/", mug), path("mugs.csv", mugs)]

    async def test_a_property_that_nobody_has_promised(self) -> None:
        shop = AsyncSchemaClient(DOCUMENT, validate=True)
        with self.assertWarns(UncheckedResponseWarning) as caught:  # [!]
            response = await shop.call("mug")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(caught.filename, __file__)
        self.assertGreater(caught.lineno, 1)
        print(caught.warning)

    async def test_a_type_without_a_schema(self) -> None:
        shop = AsyncSchemaClient(DOCUMENT, validate=True)
        with self.assertWarnsRegex(UncheckedResponseWarning, "there is no schema"):
            await shop.call("mugs")
