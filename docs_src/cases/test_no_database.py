"""Tests without a database.

`AsyncAPISimpleTestCase` prepares no database, so it is the fastest test case. A query
is an error: if a view begins to need the database, the test fails.
"""

from restflow.test import AsyncAPISimpleTestCase


class HealthTests(AsyncAPISimpleTestCase):
    async def test_it_answers(self) -> None:
        response = await self.client.get("/api/health/")

        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.json(), {"status": "ok"})

    async def test_a_query_is_an_error(self) -> None:
        with self.assertRaisesRegex(AssertionError, "queries .* not allowed"):  # [!]
            await self.client.get("/api/products/")
