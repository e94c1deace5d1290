"""The shop knows its customers.

A password begins a session, and a logout ends it. A session alone can change nothing:
that takes a CSRF token as well.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPIClient, AsyncAPITestCase


class CustomerTests(AsyncAPITestCase):
    khan: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.khan = User.objects.create_user("khan", password="saffron")

    async def test_a_customer_logs_in_and_out(self) -> None:
        password = {"username": "khan", "password": "saffron"}
        response = await self.client.post("/api/login/", password)
        self.assertEqual(response.status_code, 200)
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "khan")

        await self.client.post("/api/logout/")
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.json()["user"])

    async def test_a_session_needs_a_token_to_change_something(self) -> None:
        browser = AsyncAPIClient(enforce_csrf_checks=True)
        await browser.aforce_login(self.khan)
        response = await browser.patch("/api/profile/", {"newsletter": True})
        self.assertEqual(response.status_code, 403)

        token = {"X-CSRFToken": await browser.acsrf_token()}
        response = await browser.patch(
            "/api/profile/", {"newsletter": True}, headers=token
        )
        self.assertEqual(response.status_code, 200)
