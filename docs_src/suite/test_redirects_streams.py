"""The shop keeps visitors apart, and answers in more than one piece.

An address without its slash leads on. The export comes row by row. Two customers who
ask at the same moment each see themselves.
"""

import asyncio

from django.contrib.auth.models import User

from products.models import Product
from restflow.test import AsyncAPIClient, AsyncAPITestCase


class SeveralRequestsTests(AsyncAPITestCase):
    async def test_an_address_without_its_slash(self) -> None:
        response = await self.client.get("/api/products", follow=True)

        self.assertEqual(response.redirect_chain, [("/api/products/", 301)])
        self.assertEqual(response.status_code, 200)

    async def test_the_export_comes_row_by_row(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        await Product.objects.acreate(name="Pot", price="24.00")

        async with self.client.stream("GET", "/api/exports/products.csv") as response:
            names = [line.split(",")[1] async for line in response.lines()]

        self.assertEqual(names, ["name", "Mug", "Pot"])

    async def test_two_customers_at_the_same_moment(self) -> None:
        names = ["alice", "bob"]
        clients = [AsyncAPIClient() for _ in names]
        for client, name in zip(clients, names, strict=True):
            client.force_authenticate(await User.objects.acreate(username=name))

        responses = await asyncio.gather(*(c.get("/api/whoami/") for c in clients))

        self.assertEqual([r.json()["user"] for r in responses], names)
