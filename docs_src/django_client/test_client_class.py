"""A client class of your own, synchronous and asynchronous.

In Django's test cases `client_class` makes `self.client`, and `async_client_class`
makes `self.async_client`. If you set only the first, the second is Django's own class.
"""

from typing import Any

from django.test import AsyncClient, Client, SimpleTestCase

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase


class TenantClient(Client):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, headers={"x-tenant": "acme"}, **kwargs)


class AsyncTenantClient(AsyncAPIClient):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, headers={"x-tenant": "acme"}, **kwargs)


class TrapTests(SimpleTestCase):
    client_class = TenantClient  # [!]

    def test_the_synchronous_client(self) -> None:
        echoed = self.client.get("/api/echo/").json()
        self.assertEqual(echoed["headers"]["x-tenant"], "acme")

    async def test_the_asynchronous_client_is_another(self) -> None:
        self.assertIs(type(self.async_client), AsyncClient)
        response = await self.async_client.get("/api/echo/")
        self.assertNotIn("x-tenant", response.json()["headers"])


class BothTests(SimpleTestCase):
    client_class = TenantClient
    async_client_class = AsyncTenantClient  # [!]

    async def test_both_name_the_tenant(self) -> None:
        response = await self.async_client.get("/api/echo/")
        self.assertEqual(response.json()["headers"]["x-tenant"], "acme")


class RestflowTests(AsyncAPISimpleTestCase):
    client_class = AsyncTenantClient  # [!]

    async def test_one_attribute_is_enough(self) -> None:
        response = await self.async_client.get("/api/echo/")
        self.assertEqual(response.json()["headers"]["x-tenant"], "acme")
        self.assertIs(self.async_client, self.client)
