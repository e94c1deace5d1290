"""The shop's export comes to an end.

A timeout ends the test if the export hangs. The second test keeps the suite fast:
passwords have a fast hash.
"""

import asyncio

from django.contrib.auth.hashers import identify_hasher
from django.contrib.auth.models import User

from products.models import Product
from restflow.test import AsyncAPITestCase


class TimeTests(AsyncAPITestCase):
    async def test_the_export_ends_with_the_last_product(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        await Product.objects.acreate(name="Teapot", price="24.00")

        async with asyncio.timeout(30):
            response = await self.client.get("/api/exports/products.csv")
            header, mug, teapot = [row async for row in response.streaming_content]

        self.assertIn(b"name,price", header)
        self.assertIn(b"Mug,9.50", mug)
        self.assertIn(b"Teapot,24.00", teapot)

    async def test_passwords_have_a_fast_hash(self) -> None:
        khan = await User.objects.acreate_user("khan", password="saffron")

        self.assertEqual(identify_hasher(khan.password).algorithm, "md5")
