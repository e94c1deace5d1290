"""A live server, and httpx.

The server has an address, `self.live_server_url`, and any HTTP client reaches it.
Daphne serves if RESTFLOW_LIVE_SERVER says so. `self.client` bypasses the server.
"""

import httpx
from django.test import override_settings

from products.models import Product
from restflow.test import AsyncAPILiveServerTestCase


class LiveTests(AsyncAPILiveServerTestCase):
    async def test_products(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")

        async with httpx.AsyncClient(base_url=self.live_server_url) as client:  # [!]
            response = await client.get("/api/products/")

        self.assertEqual([row["name"] for row in response.json()], ["Mug"])
        self.assertEqual(response.headers["Server"], "uvicorn")

    async def test_the_client_of_the_test(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.json(), {"status": "ok"})


@override_settings(RESTFLOW_LIVE_SERVER="daphne")  # [!]
class DaphneTests(AsyncAPILiveServerTestCase):
    async def test_health(self) -> None:
        async with httpx.AsyncClient() as client:
            response = await client.get(f"{self.live_server_url}/api/health/")

        self.assertEqual(response.json(), {"status": "ok"})
        self.assertEqual(response.headers["Server"], "daphne")
