"""Tokens and sessions that expire.

The test moves the clock by five minutes, or by two weeks. The view sees the new time,
also in a thread, and so do Django and the library for tokens.
"""

from datetime import UTC, datetime, timedelta

from django.contrib.auth.models import User
from freezegun import freeze_time

from orders.models import Order
from restflow.test import AsyncAPITestCase

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


class LifetimeTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        self.alice = await User.objects.acreate_user("alice", password="wonderland")
        self.clock = self.enterContext(freeze_time(NOON, real_asyncio=True))  # [!]

    async def test_a_token(self) -> None:
        account = {"username": "alice", "password": "wonderland"}
        tokens = (await self.client.post("/api/jwt/", account)).json()
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")

        self.clock.tick(timedelta(minutes=5, seconds=-1))  # [!]
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")

        self.clock.tick(timedelta(seconds=1))  # [!]
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.status_code, 401)

    async def test_a_session(self) -> None:
        await self.client.alogin(username="alice", password="wonderland")

        for days, still in [(13, True), (1, False)]:
            self.clock.tick(timedelta(days=days))
            response = await self.client.get("/api/whoami/")
            self.assertEqual(response.json()["session"], still)

    async def test_a_moment(self) -> None:
        order = await Order.objects.acreate(user=self.alice)
        self.assertEqual(order.created_at, NOON)

    def test_synchronously(self) -> None:
        self.sync_client.force_login(self.alice)
        self.clock.tick(timedelta(days=14))
        response = self.sync_client.get("/api/whoami/")
        self.assertEqual(response.json()["session"], False)
