"""A service, tested from outside.

The test knows what users of the API know: an address, a name and a password. It makes
all rows through the API, except the account, and checks them through the API.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase, AsyncHTTPClient


class ServiceTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def asyncSetUp(self) -> None:
        await User.objects.acreate_user("alice", password="wonderland")
        client = AsyncHTTPClient(base_url="https://shop.example.com/api/")  # [!]
        self.shop = await self.enterAsyncContext(client)

        response = await self.shop.post(
            "token/", data={"username": "alice", "password": "wonderland"}
        )
        token = response.json()["token"]
        self.shop.headers["Authorization"] = f"Token {token}"  # [!]

    async def test_a_product_can_be_ordered(self) -> None:
        mug = await self.shop.post("products/", json={"name": "Mug", "price": "9.50"})
        lines = [{"product": mug.json()["id"], "quantity": 2}]
        order = await self.shop.post("orders/", json={"lines": lines})
        self.assertEqual(order.status_code, 201)

        response = await self.shop.get(f"orders/{order.json()['id']}/")
        self.assertEqual(response.json()["total"], "19.00")

    async def test_what_was_ordered_cannot_be_deleted(self) -> None:
        mug = await self.shop.post("products/", json={"name": "Mug", "price": "9.50"})
        address = f"https://shop.example.com/api/products/{mug.json()['id']}/"
        lines = [{"product": mug.json()["id"], "quantity": 1}]
        await self.shop.post("orders/", json={"lines": lines})

        self.assertEqual((await self.shop.delete(address)).status_code, 409)
        self.assertEqual((await self.shop.get(address)).json()["name"], "Mug")
