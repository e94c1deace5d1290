"""HTTP Basic authentication.

Name and password go with every request, base64-encoded, and are checked each time.
"""

from base64 import b64encode

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase


class BasicTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice", password="wonderland")

    async def test_name_and_password_are_enough(self) -> None:
        encoded = b64encode(b"alice:wonderland").decode()
        self.client.credentials(HTTP_AUTHORIZATION=f"Basic {encoded}")  # [!]

        response = await self.client.get("/api/whoami/")

        self.assertEqual(
            response.json(), {"user": "alice", "auth": None, "session": False}
        )

    async def test_they_are_checked_on_every_request(self) -> None:
        encoded = b64encode(b"alice:wonderland").decode()
        self.client.credentials(HTTP_AUTHORIZATION=f"Basic {encoded}")
        response = await self.client.get("/api/profile/")
        self.assertEqual(response.status_code, 200)

        self.alice.set_password("looking glass")
        await self.alice.asave()

        response = await self.client.get("/api/profile/")
        self.assertEqual(response.status_code, 401)  # [!]
