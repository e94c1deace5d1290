"""A header on one request, in each spelling.

Django's asynchronous client sends a header in WSGI's spelling under another name.
`AsyncAPIClient` understands every spelling.
"""

from django.test import AsyncClient

from restflow.test import AsyncAPISimpleTestCase

SECRET = "Token key-of-alice"


class HeaderTests(AsyncAPISimpleTestCase):
    async def test_django_sends_another_header(self) -> None:
        response = await AsyncClient().get("/api/echo/", HTTP_AUTHORIZATION=SECRET)
        received = response.asgi_request.headers
        self.assertNotIn("Authorization", received)  # [!]
        self.assertEqual(received["Http-Authorization"], SECRET)

    async def test_every_spelling_is_the_same_header(self) -> None:
        client = self.client
        for response in (
            await client.get("/api/echo/", headers={"Authorization": SECRET}),
            await client.get("/api/echo/", headers={"authorization": SECRET}),
            await client.get("/api/echo/", HTTP_AUTHORIZATION=SECRET),
            await client.get("/api/echo/", AUTHORIZATION=SECRET),
            await client.post("/api/echo/", headers={"Authorization": SECRET}),
            await client.post("/api/echo/", HTTP_AUTHORIZATION=SECRET),
        ):
            self.assertEqual(response.json()["headers"]["authorization"], SECRET)

    async def test_the_header_is_gone_with_the_request(self) -> None:
        await self.client.get("/api/echo/", HTTP_AUTHORIZATION=SECRET)
        response = await self.client.get("/api/echo/")
        self.assertNotIn("authorization", response.json()["headers"])
