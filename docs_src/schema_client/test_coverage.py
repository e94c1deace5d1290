"""The parts of a schema that no test has exercised.

A document promises operations and statuses. `SchemaCoverage` says which of them a block
of requests has seen, with any client, and which statuses came that were not promised.
Requests to other paths do not count.
"""

from restflow.test import AsyncAPITestCase, AsyncSchemaClient, SchemaCoverage

DOCUMENT = {
    "openapi": "3.1.0",
    "paths": {
        "/api/products/": {
            "get": {"operationId": "list", "responses": {"200": {}, "400": {}}},
            "post": {"operationId": "create", "responses": {"201": {}}},
        },
        "/api/products/{id}/": {
            "get": {"operationId": "retrieve", "responses": {"2XX": {}, "404": {}}},
            "delete": {"operationId": "destroy", "responses": {"204": {}, "409": {}}},
        },
    },
}


class CoverageTests(AsyncAPITestCase):
    async def test_what_is_missing(self) -> None:
        with SchemaCoverage(DOCUMENT) as coverage:  # [!]
            await self.client.get("/api/products/")
            await self.client.get("/api/products/1/")
            await self.client.get("/api/health/")
            await AsyncSchemaClient(DOCUMENT).call("create")

        self.assertEqual(
            coverage.missing,
            {
                "list": ["400"],
                "create": ["201"],
                "retrieve": ["2XX"],
                "destroy": ["204", "409"],
            },
        )
        self.assertEqual(coverage.undeclared, {"create": [401]})
        print(coverage)
