"""From drf-restflow: who makes a request.

The names are the same in both libraries, so both can run this file. With restflow all
tests pass. With drf-restflow the first one does.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPIClient, AsyncAPITestCase


class IdentityTests(AsyncAPITestCase):
    alice: User

    @classmethod
    def setUpTestData(cls) -> None:
        cls.alice = User.objects.create_user("alice")

    async def test_a_forced_user_makes_a_request(self) -> None:
        self.client.force_authenticate(user=self.alice)
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.data["user"], "alice")

    async def test_force_authenticate_without_a_user_ends_the_session(self) -> None:
        await self.client.aforce_login(self.alice)
        self.client.force_authenticate()
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.data["user"])

    async def test_alogout_forgets_the_forced_user(self) -> None:
        self.client.force_authenticate(user=self.alice)
        await self.client.alogout()
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.data["user"])

    async def test_logout_works_in_a_coroutine(self) -> None:
        await self.client.aforce_login(self.alice)
        self.client.logout()
        response = await self.client.get("/api/whoami/")
        self.assertIsNone(response.data["user"])

    async def test_credentials_takes_headers_by_their_names(self) -> None:
        self.client.credentials(headers={"X-Tenant": "acme"})
        response = await self.client.get("/api/echo/")
        self.assertEqual(response.json()["headers"]["x-tenant"], "acme")

    async def test_a_header_of_one_request_replaces_the_stored_one(self) -> None:
        self.client.credentials(HTTP_X_TENANT="acme")
        response = await self.client.get("/api/echo/", headers={"X-Tenant": "other"})
        self.assertEqual(response.json()["headers"]["x-tenant"], "other")

    async def test_a_header_may_be_spelt_as_in_wsgi(self) -> None:
        response = await self.client.get("/api/echo/", HTTP_X_TENANT="acme")
        self.assertEqual(response.json()["headers"].get("x-tenant"), "acme")

    async def test_the_client_takes_a_host(self) -> None:
        client = AsyncAPIClient(HTTP_HOST="api.example.com")
        response = await client.get("/api/echo/")
        self.assertEqual(response.json()["headers"]["host"], "api.example.com")
