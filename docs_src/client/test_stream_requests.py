"""A streamed request is a request like any other.

`stream` takes the method first, and then the arguments of that method. Credentials, a
forced user and the session are sent along.
"""

import json

from django.contrib.auth.models import User

from restflow.test import AsyncAPITestCase


class StreamedRequestTests(AsyncAPITestCase):
    async def test_data_is_encoded(self) -> None:
        sending = self.client.stream(
            "POST", "/api/echo/", {"name": "Mug"}, format="json"
        )
        async with sending as response:
            seen = json.loads(await response.read())
        self.assertEqual(seen["body"], '{"name":"Mug"}')

    async def test_everything_else_can_be_said_as_well(self) -> None:
        sending = self.client.stream(
            "PUT",
            "/api/echo/",
            b"name,price\n",
            content_type="text/csv",
            secure=True,
            headers={"Accept": "text/csv"},
            query_params={"dry_run": "true"},
            HTTP_X_TENANT="acme",
        )
        async with sending as response:
            seen = json.loads(await response.read())
        self.assertEqual(seen["scheme"], "https")
        self.assertEqual(seen["query"], {"dry_run": ["true"]})
        self.assertEqual(seen["headers"]["accept"], "text/csv")
        self.assertEqual(seen["headers"]["x-tenant"], "acme")

    async def test_the_data_of_get_is_its_query(self) -> None:
        async with self.client.stream("GET", "/api/echo/", {"page": 2}) as got:
            seen = json.loads(await got.read())
        self.assertEqual(seen["query"], {"page": ["2"]})

    async def test_a_forced_user_goes_along(self) -> None:
        self.client.force_authenticate(User(username="alice"))
        async with self.client.stream("GET", "/api/whoami/") as response:
            seen = json.loads(await response.read())
        self.assertEqual(seen["user"], "alice")
