"""From adrf's client to restflow's.

Classes and methods have the same names, so only the import changes. What adrf's client
drops, or cannot do in a coroutine, works here.
"""

import adrf.test
from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation
from django.test import TestCase
from rest_framework.authtoken.models import Token

from restflow.test import AsyncAPIClient, AsyncAPITestCase


def make_alice() -> User:
    alice = User.objects.create_user("alice")
    Token.objects.create(user=alice, key="key-of-alice")
    return alice


class BeforeTests(TestCase):
    def setUp(self) -> None:
        self.alice = make_alice()

    async def test_credentials(self) -> None:
        client = adrf.test.AsyncAPIClient()
        client.credentials(HTTP_AUTHORIZATION="Token key-of-alice")
        response = await client.get("/api/whoami/")
        self.assertIsNone(response.data["user"])  # [!]

    async def test_a_forced_user(self) -> None:
        client = adrf.test.AsyncAPIClient()
        client.force_authenticate(self.alice)
        await client.alogout()
        response = await client.get("/api/whoami/")
        self.assertEqual(response.data["user"], "alice")  # [!]
        with self.assertRaises(SynchronousOnlyOperation):
            client.force_authenticate(None)  # [!]

    async def test_nested_data(self) -> None:
        client = adrf.test.AsyncAPIClient()
        with self.assertRaisesMessage(AssertionError, "do not support nested data"):
            await client.post("/api/echo/", {"lines": {"quantity": 2}})


class AfterTests(AsyncAPITestCase):
    def setUp(self) -> None:
        self.alice = make_alice()

    async def test_credentials(self) -> None:
        client = AsyncAPIClient()
        client.credentials(HTTP_AUTHORIZATION="Token key-of-alice")
        response = await client.get("/api/whoami/")
        self.assertEqual(response.data["user"], "alice")  # [!]

    async def test_a_forced_user(self) -> None:
        client = AsyncAPIClient()
        client.force_authenticate(self.alice)
        await client.alogout()
        response = await client.get("/api/whoami/")
        self.assertIsNone(response.data["user"])  # [!]
        client.force_authenticate(None)

    async def test_nested_data(self) -> None:
        response = await AsyncAPIClient().post("/api/echo/", {"lines": {"quantity": 2}})
        self.assertEqual(response.json()["body"], '{"lines":{"quantity":2}}')
