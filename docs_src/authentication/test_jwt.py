"""A JSON web token.

The test gets a token for a password, sends it as a bearer token, and renews it with the
refresh token. An expired token is refused.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from rest_framework_simplejwt.tokens import AccessToken

from restflow.test import AsyncAPITestCase


class JSONWebTokenTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice", password="wonderland")

    async def test_obtain_use_and_refresh(self) -> None:
        client = self.client
        response = await client.post(
            "/api/jwt/", {"username": "alice", "password": "wonderland"}
        )
        tokens = response.json()

        client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")  # [!]
        response = await client.get("/api/whoami/")
        self.assertEqual(response.json()["auth"], "AccessToken")

        response = await client.post(
            "/api/jwt/refresh/", {"refresh": tokens["refresh"]}
        )
        fresh = response.json()["access"]
        self.assertNotEqual(fresh, tokens["access"])

        client.credentials(HTTP_AUTHORIZATION=f"Bearer {fresh}")
        response = await client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")

    async def test_an_expired_token_is_refused(self) -> None:
        token = AccessToken.for_user(self.alice)
        token.set_exp(lifetime=-timedelta(minutes=1))  # [!]

        response = await self.client.get(
            "/api/whoami/", headers={"Authorization": f"Bearer {token}"}
        )
        self.assertEqual(response.status_code, 401)
        self.assertEqual(response.json()["code"], "token_not_valid")
