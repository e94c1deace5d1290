"""A whole body or query, sent unchanged.

Keywords can't express a body that is wrong on purpose, nor a name that means two
things. Pass the whole body as `data`, or the whole query as `query_params`: it is sent
unchanged.
"""

from restflow.test import AsyncAPISimpleTestCase, AsyncSchemaClient, OperationError

NAMED = {"properties": {"name": {}, "note": {}}, "required": ["name"]}
PRICED = {"properties": {"price": {}}, "required": ["price"]}
BODY = {"allOf": [NAMED, PRICED]}
DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/api/echo/": {
            "post": {
                "operationId": "replace",
                "parameters": [
                    {"in": "query", "name": "name"},
                    {"in": "header", "name": "X-Tenant", "required": True},
                ],
                "requestBody": {"content": {"application/json": {"schema": BODY}}},
            }
        }
    },
}


class WholeTests(AsyncAPISimpleTestCase):
    shop = AsyncSchemaClient(DOCUMENT)

    async def test_a_body_that_lacks_something(self) -> None:
        with self.assertRaisesMessage(OperationError, "`price` of the body is missing"):
            await self.shop.call(
                "replace", x_tenant="acme", query_params={}, name="Cup"
            )

        response = await self.shop.call("replace", x_tenant="acme", data={"price": 1})
        self.assertEqual(response.json()["body"], '{"price": 1}')  # [!]

    async def test_a_keyword_with_two_meanings(self) -> None:
        with self.assertRaisesMessage(OperationError, "`name` is in the query and the"):
            await self.shop.call("replace", x_tenant="acme", name="Cup", price="8.00")

        response = await self.shop.call(
            "replace",
            query_params={"name": "Mug"},  # [!]
            name="Cup",
            price="8.00",
            headers={"X-Tenant": "acme"},
        )
        self.assertEqual(response.json()["query"], {"name": ["Mug"]})
        self.assertEqual(response.json()["body"], '{"name": "Cup", "price": "8.00"}')
