"""What a client keeps.

A client keeps cookies (and with them the session), stored headers and a forced user
until you change them. Each test has its own client, and may make more.
"""

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from restflow.test import AsyncAPIClient, AsyncAPITestCase


class ReuseTests(AsyncAPITestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        User.objects.create_user("alice", password="wonderland")
        bob = User.objects.create_user("bob")
        Token.objects.create(user=bob, key="key-of-bob")

    async def user_of(self, client: AsyncAPIClient) -> str | None:
        response = await client.get("/api/whoami/")
        user: str | None = response.json()["user"]
        return user

    async def test_a_cookie_of_one_response_goes_with_the_next_request(self) -> None:
        await self.client.post(
            "/api/login/", {"username": "alice", "password": "wonderland"}
        )
        self.assertIn("sessionid", self.client.cookies)
        self.assertEqual(await self.user_of(self.client), "alice")

    async def test_a_header_is_remembered_if_it_was_stored(self) -> None:
        authorization = {"Authorization": "Token key-of-bob"}
        await self.client.get("/api/whoami/", headers=authorization)
        self.assertIsNone(await self.user_of(self.client))

        self.client.credentials(headers=authorization)
        self.assertEqual(await self.user_of(self.client), "bob")

    async def test_a_new_client_knows_nobody(self) -> None:
        await self.client.alogin(username="alice", password="wonderland")
        stranger = AsyncAPIClient()  # [!]
        self.assertIsNone(await self.user_of(stranger))
        self.assertEqual(await self.user_of(self.client), "alice")
