"""Four ways to be alice.

A session with a password, a session without one, a header, and a view called directly.
They reach the same endpoint and get the same answer.
"""

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from accounts.views import ProfileView
from restflow.test import AsyncAPIRequestFactory, AsyncAPITestCase, force_authenticate


class FourWaysTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice", password="wonderland")

    async def test_session_login(self) -> None:
        self.assertTrue(
            await self.client.alogin(username="alice", password="wonderland")
        )
        response = await self.client.get("/api/profile/")
        self.assertEqual(response.json()["username"], "alice")

    async def test_forced_login(self) -> None:
        await self.client.aforce_login(self.alice)
        response = await self.client.get("/api/profile/")
        self.assertEqual(response.json()["username"], "alice")

    async def test_authorization_header(self) -> None:
        token = await Token.objects.acreate(user=self.alice)
        response = await self.client.get(
            "/api/profile/", headers={"Authorization": f"Token {token.key}"}
        )
        self.assertEqual(response.json()["username"], "alice")

    async def test_request_factory(self) -> None:
        request = AsyncAPIRequestFactory().get("/api/profile/")
        force_authenticate(request, user=self.alice)
        response = await ProfileView.as_view()(request)
        self.assertEqual(response.data["username"], "alice")
