"""A server for HTTP clients from outside.

`AsyncAPILiveServerTestCase` serves the ASGI application on a free port of this machine.
The server finds the rows that the test has committed.
"""

import httpx2

from products.models import Product
from restflow.test import AsyncAPILiveServerTestCase


class LiveServerTests(AsyncAPILiveServerTestCase):
    def test_synchronous_client(self) -> None:
        response = httpx2.get(f"{self.live_server_url}/api/health/")

        self.assertEqual(response.json(), {"status": "ok"})
        self.assertEqual(response.headers["Server"], "uvicorn")

    async def test_asynchronous_client(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")

        async with httpx2.AsyncClient(base_url=self.live_server_url) as client:
            response = await client.get("/api/products/")

        self.assertEqual([row["name"] for row in response.json()], ["Mug"])
