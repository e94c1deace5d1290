"""From Django's `AsyncClient` to `AsyncAPIClient`.

Django's client does not know Django REST framework: the test encodes the body, and
spells headers as ASGI does. `AsyncAPIClient` takes data, and headers in each spelling.
"""

import json

from django.contrib.auth.models import User
from django.test import TestCase
from rest_framework.authtoken.models import Token

from restflow.test import AsyncAPITestCase

MUG = {"name": "Mug", "price": "9.50"}


class BeforeTests(TestCase):
    def setUp(self) -> None:
        self.alice = User.objects.create_user("alice")
        self.secret = f"Token {Token.objects.create(user=self.alice).key}"

    async def test_create(self) -> None:
        await self.async_client.aforce_login(self.alice)
        body = json.dumps(MUG)
        response = await self.async_client.post(
            "/api/products/", body, "application/json"
        )
        self.assertEqual(response.json()["name"], "Mug")

    async def test_a_header(self) -> None:
        get = self.async_client.get
        response = await get("/api/whoami/", AUTHORIZATION=self.secret)
        self.assertEqual(response.json()["user"], "alice")
        response = await get("/api/whoami/", HTTP_AUTHORIZATION=self.secret)
        self.assertIsNone(response.json()["user"])  # [!]


class AfterTests(AsyncAPITestCase):
    def setUp(self) -> None:
        self.alice = User.objects.create_user("alice")
        self.secret = f"Token {Token.objects.create(user=self.alice).key}"

    async def test_create(self) -> None:
        await self.client.aforce_login(self.alice)
        response = await self.client.post("/api/products/", MUG)  # [!]
        self.assertEqual(response.data["name"], "Mug")

    async def test_what_is_encoded_already(self) -> None:
        await self.client.aforce_login(self.alice)
        body = json.dumps(MUG)
        post = self.client.post
        response = await post("/api/products/", body, "application/json")  # [!]
        self.assertEqual(response.data["name"], "Mug")

    async def test_a_header(self) -> None:
        get = self.client.get
        response = await get("/api/whoami/", AUTHORIZATION=self.secret)
        self.assertEqual(response.json()["user"], "alice")
        response = await get("/api/whoami/", HTTP_AUTHORIZATION=self.secret)
        self.assertEqual(response.json()["user"], "alice")  # [!]
