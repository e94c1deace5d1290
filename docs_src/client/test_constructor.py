"""Defaults for every request of a client.

The constructor takes headers, query arguments and variables of the connection. A single
request may replace headers and variables, and adds to the query.
"""

from django.contrib.auth.models import User

from restflow.test import AsyncAPIClient, AsyncAPITestCase


class ConstructorTests(AsyncAPITestCase):
    async def test_every_request_begins_with_the_defaults(self) -> None:
        client = AsyncAPIClient(
            enforce_csrf_checks=False,
            headers={"X-Tenant": "acme"},
            query_params={"currency": "EUR"},
            HTTP_HOST="api.example.com",
            REMOTE_ADDR="203.0.113.7",
        )
        response = await client.get("/api/echo/")
        seen = response.json()
        self.assertEqual(seen["headers"]["x-tenant"], "acme")
        self.assertEqual(seen["query"], {"currency": ["EUR"]})
        self.assertEqual(seen["headers"]["host"], "api.example.com")  # [!]
        self.assertEqual(seen["client"], "203.0.113.7")

    async def test_one_request_may_say_otherwise(self) -> None:
        client = AsyncAPIClient(headers={"X-Tenant": "acme"}, REMOTE_ADDR="203.0.113.7")
        response = await client.get(
            "/api/echo/", headers={"X-Tenant": "globex"}, REMOTE_ADDR="198.51.100.1"
        )
        seen = response.json()
        self.assertEqual(seen["headers"]["x-tenant"], "globex")
        self.assertEqual(seen["client"], "198.51.100.1")

    async def test_csrf_tokens_are_checked_where_asked_for(self) -> None:
        client = AsyncAPIClient(enforce_csrf_checks=True)
        await client.aforce_login(await User.objects.acreate(username="alice"))
        response = await client.patch("/api/profile/", {"newsletter": True})
        self.assertEqual(response.status_code, 403)
        self.assertIn("CSRF Failed", response.json()["detail"])
