"""Logging in without a password.

`aforce_login` starts a session for a user and checks nothing. Requests use that session
as in production, so an inactive user is refused.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase


class ForcedLoginTests(AsyncAPITestCase):
    async def test_a_user_without_a_password_has_a_session(self) -> None:
        alice = await User.objects.acreate_user("alice")

        await self.client.aforce_login(alice)  # [!]

        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "alice", "auth": None, "session": True}
        )

    async def test_an_inactive_user_stays_anonymous(self) -> None:
        bob = await User.objects.acreate_user("bob", is_active=False)

        await self.client.aforce_login(bob)

        self.assertIn("sessionid", self.client.cookies)
        response = await self.client.get("/api/profile/")
        self.assertEqual(response.status_code, 401)  # [!]
