"""The right status for the wrong reason.

The data lacks a name, so it is refused whatever the price. A test that asserts 400
passes, also without the rule about prices.
"""

from django.contrib.auth.models import User

from products.models import Product
from restflow.test import AsyncAPITestCase


class PriceTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        alice = await User.objects.acreate(username="alice")
        self.client.force_authenticate(alice)

    async def test_the_trap(self) -> None:
        response = await self.client.post(
            "/api/products/", {"title": "Mug", "price": -1}
        )
        self.assertEqual(response.status_code, 400)  # [!]

        response = await self.client.post(
            "/api/products/", {"title": "Mug", "price": 1}
        )
        self.assertEqual(response.status_code, 400)

    async def test_one_step_from_what_is_accepted(self) -> None:
        mug = {"name": "Mug", "price": 1}
        response = await self.client.post("/api/products/", mug)
        self.assertEqual(response.status_code, 201)

        response = await self.client.post("/api/products/", mug | {"price": -1})
        self.assertEqual(response.status_code, 400)
        self.assertEqual([*response.json()], ["price"])  # [!]

    async def test_an_unknown_field_is_no_error(self) -> None:
        mug = {"name": "Mug", "price": 1, "actve": False}
        response = await self.client.post("/api/products/", mug)
        self.assertEqual(response.status_code, 201)
        self.assertTrue((await Product.objects.aget()).active)  # [!]

    def test_synchronously(self) -> None:
        self.sync_client.force_authenticate(User.objects.get())
        response = self.sync_client.post("/api/products/", {"name": "Mug", "price": -1})
        self.assertEqual([*response.json()], ["price"])
