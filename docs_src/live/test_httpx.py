"""A live server, and httpx.

The server has an address, `self.live_server_url`, for any HTTP client.
RESTFLOW_LIVE_SERVER makes daphne the server. `self.client` bypasses the server.
"""

from tempfile import TemporaryDirectory

import httpx
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
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

    async def test_an_upload(self) -> None:
        media = self.enterContext(TemporaryDirectory())
        with override_settings(MEDIA_ROOT=media):
            name = default_storage.save("photos/mug.svg", ContentFile(b"<svg/>"))

            async with httpx.AsyncClient(base_url=self.live_server_url) as client:
                response = await client.get(f"/media/{name}")

        self.assertEqual(response.content, b"<svg/>")  # [!]

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


class SecondDaphneTests(DaphneTests):
    """Each class has a server of its own."""
