"""CSRF checks of an API with sessions.

With `enforce_csrf_checks=True` a client is treated like a browser: a request with a
session needs a CSRF token. JavaScript takes the token from the cookie, and a test can
do the same.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPIClient, AsyncAPITestCase


class CsrfTests(AsyncAPITestCase):
    def setUp(self) -> None:
        self.alice = User.objects.create_user("alice", password="wonderland")
        self.browser = AsyncAPIClient(enforce_csrf_checks=True)  # [!]

    async def test_other_clients_are_not_asked(self) -> None:
        await self.client.aforce_login(self.alice)
        response = await self.client.patch("/api/profile/", {"newsletter": True})
        self.assertEqual(response.status_code, 200)

    async def test_a_session_without_a_token_is_refused(self) -> None:
        await self.browser.aforce_login(self.alice)
        response = await self.browser.patch("/api/profile/", {"newsletter": True})
        self.assertEqual(response.status_code, 403)
        self.assertIn("CSRF cookie not set", response.json()["detail"])
        response = await self.browser.post("/api/products/", {"name": "Mug"})
        self.assertEqual(response.status_code, 403)

    async def test_a_token_lets_it_pass(self) -> None:
        await self.browser.aforce_login(self.alice)
        token = await self.browser.acsrf_token()  # [!]
        response = await self.browser.patch(
            "/api/profile/", {"newsletter": True}, headers={"X-CSRFToken": token}
        )
        self.assertEqual(response.status_code, 200)

    async def test_a_login_brings_the_cookie_along(self) -> None:
        await self.browser.post(
            "/api/login/", {"username": "alice", "password": "wonderland"}
        )
        token = self.browser.cookies["csrftoken"].value
        response = await self.browser.patch(
            "/api/profile/",
            {"newsletter": True},
            secure=True,
            headers={"X-CSRFToken": token, "Origin": "https://testserver"},
        )
        self.assertEqual(response.status_code, 200)
