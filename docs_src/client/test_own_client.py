"""A client of your own in a test case.

`client_class` is the class of `self.client`. If it is a subclass of `AsyncAPIClient`,
`self.async_client` is the same client, unless you set `async_client_class` as well.
"""

from typing import Any

from rest_framework.test import APIClient

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase


class TenantClient(AsyncAPIClient):
    def __init__(self, *args: Any, **defaults: Any) -> None:
        super().__init__(*args, HTTP_X_TENANT="acme", **defaults)


class TenantTests(AsyncAPISimpleTestCase):
    client_class = TenantClient  # [!]

    async def test_each_request_names_the_tenant(self) -> None:
        response = await self.client.get("/api/echo/")
        self.assertEqual(response.data["headers"]["x-tenant"], "acme")
        self.assertIs(self.async_client, self.client)  # [!]


class SynchronousTests(AsyncAPISimpleTestCase):
    client_class = APIClient  # [!]

    def test_the_clients_stay_apart(self) -> None:
        self.assertIs(type(self.client), APIClient)
        self.assertIs(type(self.async_client), AsyncAPIClient)
