"""Query arguments.

The data of GET and HEAD is their query; every other method takes `query_params`. Both
are added to the query in the path.
"""

from restflow.test import AsyncAPISimpleTestCase


class QueryTests(AsyncAPISimpleTestCase):
    async def test_the_data_of_get_is_its_query(self) -> None:
        response = await self.client.get(
            "/api/echo/?page=2",
            data={"active": "true", "category": ["kitchen", "office"]},
        )
        self.assertEqual(
            response.json()["query"],
            {"page": ["2"], "active": ["true"], "category": ["kitchen", "office"]},
        )

    async def test_head_has_the_same_query(self) -> None:
        response = await self.client.head("/api/echo/", data={"page": 2})
        self.assertEqual(response.asgi_request.GET["page"], "2")

    async def test_a_body_and_a_query(self) -> None:
        response = await self.client.post(
            "/api/echo/", {"name": "Mug"}, query_params={"dry_run": "true"}
        )
        seen = response.json()
        self.assertEqual(seen["query"], {"dry_run": ["true"]})
        self.assertEqual(seen["body"], '{"name":"Mug"}')

    async def test_get_takes_query_params_as_well(self) -> None:
        response = await self.client.get(
            "/api/echo/", query_params=[("page", 2), ("page", 3)]
        )
        self.assertEqual(response.json()["query"], {"page": ["2", "3"]})
