"""From `APIClient` to `AsyncAPIClient`.

Names and arguments stay the same. Write `await` before each request, and use Django's
asynchronous methods for the database.
"""

from django.contrib.auth.models import User
from rest_framework.test import APITestCase

from products.models import Product
from restflow.test import AsyncAPITestCase

MUG = {"name": "Mug", "price": "9.50"}
ACCOUNT = {"username": "alice", "password": "wonderland"}


class BeforeTests(APITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user(**ACCOUNT)

    def test_create(self) -> None:
        self.client.force_authenticate(self.alice)
        response = self.client.post("/api/products/", MUG, format="json")
        self.assertEqual(response.data["name"], "Mug")
        self.assertTrue(Product.objects.filter(name="Mug").exists())

    def test_log_in(self) -> None:
        self.assertTrue(self.client.login(**ACCOUNT))
        with self.assertNumQueries(3):
            self.assertEqual(self.client.get("/api/whoami/").data["user"], "alice")
        self.client.logout()
        self.assertIsNone(self.client.get("/api/whoami/").data["user"])


class AfterTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user(**ACCOUNT)

    async def test_create(self) -> None:
        self.client.force_authenticate(self.alice)
        response = await self.client.post("/api/products/", MUG, format="json")
        self.assertEqual(response.data["name"], "Mug")
        self.assertTrue(await Product.objects.filter(name="Mug").aexists())  # [!]

    async def test_log_in(self) -> None:
        self.assertTrue(await self.client.alogin(**ACCOUNT))  # [!]
        with self.assertNumQueries(3):
            response = await self.client.get("/api/whoami/")  # [!]
        self.assertEqual(response.data["user"], "alice")
        await self.client.alogout()  # [!]
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.data["user"])
