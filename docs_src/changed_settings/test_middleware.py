"""Middleware that a client has loaded already.

A client loads the middleware with its first request and keeps it. A later override
reaches new clients only.
"""

from django.test import Client, SimpleTestCase, modify_settings

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase

FRAMES = "django.middleware.clickjacking.XFrameOptionsMiddleware"


class MiddlewareTests(SimpleTestCase):
    def test_the_trap(self) -> None:
        self.client.get("/api/health/")
        with self.modify_settings(MIDDLEWARE={"remove": FRAMES}):
            response = self.client.get("/api/health/")
            self.assertIn("X-Frame-Options", response.headers)  # [!]

            response = Client().get("/api/health/")
            self.assertNotIn("X-Frame-Options", response.headers)


class AsyncMiddlewareTests(AsyncAPISimpleTestCase):
    async def test_the_trap(self) -> None:
        await self.client.get("/api/health/")
        with self.modify_settings(MIDDLEWARE={"remove": FRAMES}):
            response = await self.client.get("/api/health/")
            self.assertIn("X-Frame-Options", response.headers)  # [!]

            response = await AsyncAPIClient().get("/api/health/")
            self.assertNotIn("X-Frame-Options", response.headers)

    @modify_settings(MIDDLEWARE={"remove": FRAMES})  # [!]
    async def test_the_way_out(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertNotIn("X-Frame-Options", response.headers)
