"""Another server than uvicorn.

The setting RESTFLOW_LIVE_SERVER names the server that you deploy on. Usually it stands
in the settings of the project; a class may override it.
"""

import httpx2
from django.test import override_settings

from products.models import Product
from restflow.test import AsyncAPIRollbackLiveServerTestCase


class UvicornTests(AsyncAPIRollbackLiveServerTestCase):
    def test_products(self) -> None:
        Product.objects.create(name="Mug", price="9.50")

        response = httpx2.get(f"{self.live_server_url}/api/products/")

        self.assertEqual([row["name"] for row in response.json()], ["Mug"])
        self.assertIn("uvicorn", response.headers["Server"])


@override_settings(RESTFLOW_LIVE_SERVER="hypercorn")  # [!]
class HypercornTests(AsyncAPIRollbackLiveServerTestCase):
    async def test_products(self) -> None:
        await Product.objects.acreate(name="Lamp", price="30.00")

        async with httpx2.AsyncClient(base_url=self.live_server_url) as client:
            response = await client.get("/api/products/")

        self.assertEqual([row["name"] for row in response.json()], ["Lamp"])
        self.assertIn("hypercorn", response.headers["Server"])
