"""Every HTTP method.

The client has a coroutine for each method of HTTP, and `generic` for any other.
"""

from restflow.test import AsyncAPISimpleTestCase


class VerbTests(AsyncAPISimpleTestCase):
    async def test_each_method_arrives(self) -> None:
        client = self.client
        for send in (
            client.get,
            client.post,
            client.put,
            client.patch,
            client.delete,
            client.options,
            client.trace,
        ):
            response = await send("/api/echo/")
            self.assertEqual(response.json()["method"], send.__name__.upper())

    async def test_head_has_no_body(self) -> None:
        response = await self.client.head("/api/echo/")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, b"")

    async def test_any_other_method(self) -> None:
        response = await self.client.generic("PROPFIND", "/api/echo/")
        self.assertEqual(response.json()["method"], "PROPFIND")
