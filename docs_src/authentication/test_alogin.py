"""Logging in with a password.

`alogin` asks the project's authentication backends, as a login form does, and starts a
session. It returns whether the login worked.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase


class PasswordTests(AsyncAPITestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        User.objects.create_user("alice", password="wonderland")

    async def test_the_right_password_starts_a_session(self) -> None:
        logged_in = await self.client.alogin(  # [!]
            username="alice", password="wonderland"
        )
        self.assertTrue(logged_in)
        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "alice", "auth": None, "session": True}
        )

        await self.client.alogout()  # [!]
        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": None, "auth": None, "session": False}
        )

    async def test_a_wrong_password_returns_false(self) -> None:
        logged_in = await self.client.alogin(username="alice", password="looking glass")
        self.assertFalse(logged_in)  # [!]
        response = await self.client.get("/api/profile/")
        self.assertEqual(response.status_code, 401)
