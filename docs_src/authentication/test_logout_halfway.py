"""A logout that leaves the forced user.

In an asynchronous test, Django REST framework's client cannot `logout`, and its
`alogout` is Django's, which ends only the session. The `alogout` of restflow ends
everything.
"""

from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation

from restflow.test import AsyncAPITestCase


class LogoutTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice")

    async def test_the_synchronous_client_cannot_log_out(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation):  # [!]
            self.sync_client.logout()

    async def test_alogout_of_the_synchronous_client_keeps_the_user(self) -> None:
        self.sync_client.force_authenticate(self.alice)

        await self.sync_client.alogout()

        response = await sync_to_async(self.sync_client.get)("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")  # [!]

    async def test_alogout_of_the_asynchronous_client_forgets_it(self) -> None:
        self.client.force_authenticate(self.alice)
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")

        await self.client.alogout()

        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.json()["user"])  # [!]
