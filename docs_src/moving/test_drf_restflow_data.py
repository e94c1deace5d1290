"""From drf-restflow: what is sent, and what comes back.

Both libraries can run this file. With restflow all tests pass. With drf-restflow the
first two do.
"""

import json

from project.views import echo
from restflow.test import AsyncAPIRequestFactory, AsyncAPISimpleTestCase


class DataTests(AsyncAPISimpleTestCase):
    async def test_data_is_json(self) -> None:
        response = await self.client.post("/api/echo/", {"name": "Mug"})
        self.assertEqual(response.json()["body"], '{"name":"Mug"}')

    async def test_a_factory_makes_json_as_well(self) -> None:
        request = AsyncAPIRequestFactory().post("/anywhere/", {"name": "Mug"})
        response = await echo(request)
        self.assertEqual(json.loads(response.content)["body"], '{"name":"Mug"}')

    async def test_data_is_encoded_where_the_content_type_is_json(self) -> None:
        response = await self.client.post(
            "/api/echo/", {"name": "Mug"}, content_type="application/json"
        )
        self.assertEqual(response.json()["body"], '{"name": "Mug"}')

    async def test_a_format_and_a_content_type_are_refused_without_data(self) -> None:
        with self.assertRaises(AssertionError):
            await self.client.post("/api/echo/", format="json", content_type="text/csv")

    async def test_the_query_in_the_path_is_kept(self) -> None:
        response = await self.client.get("/api/echo/?page=2", {"active": "true"})
        query = {"page": ["2"], "active": ["true"]}
        self.assertEqual(response.json()["query"], query)

    async def test_a_keyword_may_be_a_variable_of_the_request(self) -> None:
        response = await self.client.get("/api/echo/", REMOTE_ADDR="10.0.0.1")
        self.assertEqual(response.json()["client"], "10.0.0.1")

    async def test_each_json_response_has_data(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.data, {"status": "ok"})

    async def test_a_request_without_await_is_not_true(self) -> None:
        request = self.client.get("/api/health/")
        with self.assertRaises(AssertionError):
            self.assertTrue(request)
        await request
