"""A body or a query as it stands.

Keywords can't say everything: not a body that is wrong on purpose, nor a name that
means two things. What is given whole, as `data` or `query_params`, is sent as it is.
"""

from restflow.test import AsyncAPISimpleTestCase, AsyncSchemaClient, OperationError

BODY = {
    "properties": {"name": {"type": "string"}, "price": {"type": "string"}},
    "required": ["name", "price"],
}
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
