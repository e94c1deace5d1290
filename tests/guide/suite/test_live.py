"""The shop on a real port."""

from __future__ import annotations

import asyncio

import httpx
from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from products.models import Product
from restflow.test import AsyncAPILiveServerTestCase


class LiveTests(AsyncAPILiveServerTestCase):
    async def test_products_are_listed(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        async with httpx.AsyncClient(base_url=self.live_server_url) as http:
            response = await http.get("/api/products/")
        self.assertEqual([row["name"] for row in response.json()], ["Mug"])

    async def test_a_product_is_created_with_a_token(self) -> None:
        khan = await User.objects.acreate(username="khan")
        token = await Token.objects.acreate(user=khan)
        headers = {"Authorization": f"Token {token.key}"}
        async with httpx.AsyncClient(
            base_url=self.live_server_url, headers=headers
        ) as http:
            response = await http.post(
                "/api/products/", json={"name": "Mug", "price": "9.50"}
            )
        self.assertEqual(response.status_code, 201)
        self.assertEqual(await Product.objects.acount(), 1)

    async def test_requests_are_made_at_the_same_time(self) -> None:
        async with httpx.AsyncClient(base_url=self.live_server_url) as http:
            responses = await asyncio.gather(
                http.get("/api/health/"), http.get("/api/products/")
            )
        self.assertEqual([each.status_code for each in responses], [200, 200])

    async def test_the_test_client_passes_the_server_by(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.json(), {"status": "ok"})
        self.assertNotIn("Server", response.headers)
