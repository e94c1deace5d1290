"""Headers on every request.

`credentials` stores headers. Another call replaces them, and a call without arguments
removes them. They are sent along when a redirect is followed.
"""

from django.contrib.auth.models import User
from rest_framework.authtoken.models import Token

from restflow.test import AsyncAPITestCase


class CredentialsTests(AsyncAPITestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        for name in ("alice", "bob"):
            user = User.objects.create(username=name)
            Token.objects.create(user=user, key=f"key-of-{name}")

    async def test_set_replaced_and_taken_away(self) -> None:
        client = self.client

        client.credentials(HTTP_AUTHORIZATION="Token key-of-alice")
        response = await client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "alice")

        client.credentials(headers={"Authorization": "Token key-of-bob"})
        response = await client.get("/api/whoami/")
        self.assertEqual(response.json()["user"], "bob")

        client.credentials()
        response = await client.get("/api/whoami/")
        self.assertIsNone(response.json()["user"])

    async def test_keys_are_those_of_wsgi(self) -> None:
        self.client.credentials(HTTP_X_TENANT="acme", CONTENT_TYPE="text/csv")
        response = await self.client.get("/api/echo/")
        seen = response.json()["headers"]
        self.assertEqual(seen["x-tenant"], "acme")
        self.assertEqual(seen["content-type"], "text/csv")

    async def test_a_redirect_takes_them_along(self) -> None:
        self.client.credentials(HTTP_AUTHORIZATION="Token key-of-alice")
        response = await self.client.get("/api/profile", follow=True)
        self.assertEqual(response.redirect_chain, [("/api/profile/", 301)])
        self.assertEqual(response.json()["username"], "alice")
