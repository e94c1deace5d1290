"""CSRF, as JavaScript in a page passes it.

A page sets the cookie, and the script sends its value as a header. You need no option:
the application checks this client as it checks a browser.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase, AsyncHTTPClient


class JavaScriptTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await User.objects.acreate_user("alice", password="wonderland")
        client = AsyncHTTPClient(
            base_url="https://testserver", headers={"Origin": "https://testserver"}
        )
        self.browser = await self.enterAsyncContext(client)

    async def log_in(self) -> None:
        await self.browser.get("/api-auth/login/")
        await self.browser.post(
            "/api-auth/login/",
            data={"username": "alice", "password": "wonderland"},
            headers={"X-CSRFToken": self.browser.cookies["csrftoken"]},
        )

    async def test_a_session_without_a_token_is_refused(self) -> None:
        await self.log_in()

        response = await self.browser.patch("/api/profile/", json={"newsletter": True})

        self.assertEqual(response.status_code, 403)
        self.assertIn("CSRF token missing", response.json()["detail"])

    async def test_the_token_is_in_the_cookie(self) -> None:
        await self.log_in()
        token = self.browser.cookies["csrftoken"]  # [!]

        response = await self.browser.patch(
            "/api/profile/",
            json={"newsletter": True},
            headers={"X-CSRFToken": token},  # [!]
        )

        self.assertEqual(response.json()["newsletter"], True)

    async def test_a_page_of_somebody_else_is_refused(self) -> None:
        await self.log_in()
        headers = {
            "X-CSRFToken": self.browser.cookies["csrftoken"],
            "Origin": "https://evil.example.net",
        }

        response = await self.browser.delete("/api/profile/", headers=headers)

        self.assertIn("Origin checking failed", response.json()["detail"])
