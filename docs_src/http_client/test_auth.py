"""Headers and authentication in httpx's way.

`headers` and `auth` are arguments of the client or of one request. A class derived from
`httpx2.Auth` logs in by itself when the API asks for it.
"""

from collections.abc import AsyncGenerator

import httpx2
from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase, AsyncHTTPClient


class TokenAuth(httpx2.Auth):
    async def async_auth_flow(
        self, request: httpx2.Request
    ) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        account = {"username": "alice", "password": "wonderland"}
        url = request.url.join("/api/token/")
        response = yield httpx2.Request("POST", url, json=account)
        await response.aread()
        request.headers["Authorization"] = f"Token {response.json()['token']}"
        yield request


class AuthTests(AsyncAPITestCase):
    def setUp(self) -> None:
        User.objects.create_user("alice", password="wonderland")

    async def test_a_name_and_a_password(self) -> None:
        async with AsyncHTTPClient(auth=("alice", "wonderland")) as client:  # [!]
            response = await client.get("/api/whoami/")

        self.assertEqual(response.json()["user"], "alice")

    async def test_for_one_request(self) -> None:
        async with AsyncHTTPClient() as client:
            alice = await client.get("/api/whoami/", auth=("alice", "wonderland"))
            nobody = await client.get("/api/whoami/")

        self.assertEqual(alice.json()["user"], "alice")
        self.assertIsNone(nobody.json()["user"])

    async def test_a_way_of_your_own(self) -> None:
        async with AsyncHTTPClient(auth=TokenAuth()) as client:  # [!]
            response = await client.get("/api/whoami/")

        self.assertEqual(response.json()["auth"], "Token")

    async def test_headers(self) -> None:
        headers = {"User-Agent": "shop/2.1", "X-Tenant": "acme"}
        async with AsyncHTTPClient(headers=headers) as client:
            response = await client.get("/api/echo/", headers={"Accept": "text/csv"})

        seen = response.json()["headers"]
        self.assertEqual((seen["x-tenant"], seen["accept"]), ("acme", "text/csv"))
