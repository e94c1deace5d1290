"""The shop keeps its customers logged in, but not for ever.

An app renews its short-lived token with the refresh token that it got at login. Once
that has expired, the app has to ask for the password again.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from freezegun import freeze_time

from restflow.test import AsyncAPITestCase

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


class TokenTests(AsyncAPITestCase):
    async def test_a_token_can_be_renewed_for_a_day(self) -> None:
        await User.objects.acreate_user("alice", password="wonderland")
        clock = self.enterContext(freeze_time(NOON, real_asyncio=True))
        account = {"username": "alice", "password": "wonderland"}
        tokens = (await self.client.post("/api/jwt/", account)).json()
        refresh = {"refresh": tokens["refresh"]}

        clock.tick(timedelta(days=1, seconds=-1))
        response = await self.client.post("/api/jwt/refresh/", refresh)
        self.assertEqual(response.status_code, 200)
        access = response.json()["access"]

        clock.tick(timedelta(seconds=1))
        response = await self.client.post("/api/jwt/refresh/", refresh)
        self.assertEqual(response.status_code, 401)

        # A token that was renewed in time is still accepted.
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")
