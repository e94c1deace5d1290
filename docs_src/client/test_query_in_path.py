"""Two queries for one request.

If a GET has data, other test clients drop the query of the path, and if it has
`query_params`, Django REST framework's client drops the data. restflow keeps the query
of the path, and refuses data together with `query_params`.
"""

from django.test import AsyncClient

from restflow.test import AsyncAPISimpleTestCase, RequestArgumentError


class TwoQueriesTests(AsyncAPISimpleTestCase):
    async def test_django_forgets_the_query_of_the_path(self) -> None:
        response = await AsyncClient().get("/api/echo/?active=true", {"page": 2})
        self.assertEqual(response.json()["query"], {"page": ["2"]})  # [!]

    def test_rest_framework_forgets_the_data_as_well(self) -> None:
        response = self.sync_client.get("/api/echo/?active=true", {"page": 2})
        self.assertEqual(response.json()["query"], {"page": ["2"]})

        response = self.sync_client.get(
            "/api/echo/", {"active": "true"}, query_params={"page": 2}
        )
        self.assertEqual(response.json()["query"], {"page": ["2"]})  # [!]

    async def test_restflow_sends_the_query_of_the_path_along(self) -> None:
        response = await self.client.get("/api/echo/?active=true", {"page": 2})
        self.assertEqual(response.json()["query"], {"active": ["true"], "page": ["2"]})

    async def test_restflow_refuses_data_and_query_params(self) -> None:
        with self.assertRaisesMessage(
            RequestArgumentError, "query_params and data arguments"
        ):
            await self.client.get(
                "/api/echo/", {"active": "true"}, query_params={"page": 2}
            )
