"""Forcing a user for every request.

`force_authenticate` sets the user, and the token if the view reads one. The
authentication classes are skipped. Neither user nor token has to be in a database.
"""

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from restflow.test import AsyncAPISimpleTestCase


class ForcedUserTests(AsyncAPISimpleTestCase):
    async def test_with_a_user(self) -> None:
        self.client.force_authenticate(User(username="alice"))  # [!]

        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "alice", "auth": None, "session": False}
        )

    async def test_with_a_token(self) -> None:
        alice = User(username="alice")
        self.client.force_authenticate(alice, token=Token(user=alice))  # [!]

        response = await self.client.get("/api/whoami/")
        self.assertEqual(
            response.json(), {"user": "alice", "auth": "Token", "session": False}
        )

    async def test_without_arguments_the_client_is_anonymous_again(self) -> None:
        self.client.force_authenticate(User(username="alice"))
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")

        self.client.force_authenticate()  # [!]

        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.json()["user"])
