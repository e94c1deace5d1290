"""A property that says which schema is meant.

Where the schema has a `discriminator`, the response is compared with the one schema
that its property names. The error is about that schema, and about no other.
"""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncSchemaClient,
    ResponseSchemaError,
    URLPatternsTestCase,
)


def payment(name: str) -> dict[str, Any]:
    known = {"kind": {"type": "string"}, name: {"type": "string"}}
    return {"type": "object", "properties": known, "required": [*known]}


REFERENCES = {kind: f"#/components/schemas/{kind}" for kind in ("card", "invoice")}
PAYMENT = {
    "oneOf": [{"$ref": reference} for reference in REFERENCES.values()],
    "discriminator": {"propertyName": "kind", "mapping": REFERENCES},  # [!]
}
PAID = {"200": {"content": {"application/json": {"schema": PAYMENT}}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {"/pay/": {"post": {"operationId": "pay", "responses": PAID}}},
    "components": {"schemas": {"card": payment("last4"), "invoice": payment("due")}},
}
answer: dict[str, str] = {}


async def pay(request: HttpRequest) -> JsonResponse:
    return JsonResponse(answer)


class DiscriminatorTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("pay/", pay)]

    def setUp(self) -> None:
        answer.clear()
        self.shop = AsyncSchemaClient(DOCUMENT, validate=True)

    async def test_each_kind_has_its_schema(self) -> None:
        answer.update(kind="card", last4="4242")
        response = await self.shop.call("pay")
        self.assertEqual(response.json()["kind"], "card")

    async def test_the_fields_of_another_kind(self) -> None:
        answer.update(kind="invoice", last4="4242")
        with self.assertRaises(ResponseSchemaError) as caught:  # [!]
            await self.shop.call("pay")
        print(caught.exception)

    async def test_a_kind_that_nobody_knows(self) -> None:
        answer.update(kind="voucher")
        with self.assertRaisesMessage(ResponseSchemaError, "$.kind: expected enum"):
            await self.shop.call("pay")
