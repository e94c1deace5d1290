"""One logout clears everything.

Stored headers, the forced user and the session end together, with `alogout`, or with
`logout` in code that can't await.
"""

from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from rest_framework.authtoken.models import Token

from restflow.test import AsyncAPITestCase


class LogoutTests(AsyncAPITestCase):
    async def test_alogout(self) -> None:
        alice = await User.objects.acreate_user("alice")
        token = await Token.objects.acreate(user=alice)
        await self.client.aforce_login(alice)
        self.client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
        self.client.force_authenticate(alice)
        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "alice", "auth": None, "session": True}
        )

        await self.client.alogout()  # [!]

        self.assertFalse(await Session.objects.aexists())
        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": None, "auth": None, "session": False}
        )
        response = await self.client.get("/api/echo/")
        self.assertNotIn("authorization", response.json()["headers"])

    async def test_logout(self) -> None:
        alice = await User.objects.acreate_user("alice")
        await self.client.aforce_login(alice)
        self.client.credentials(HTTP_AUTHORIZATION="Token unknown")
        self.client.force_authenticate(alice)
        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "alice", "auth": None, "session": True}
        )

        self.client.logout()  # [!]

        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": None, "auth": None, "session": False}
        )
        self.assertFalse(await Session.objects.aexists())
