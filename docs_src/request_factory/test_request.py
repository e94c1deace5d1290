"""What a view finds in its request.

Query, headers, scheme and the caller's address. Pass them for one request, or to the
factory for all requests. A single request adds to the query, and replaces the rest.
"""

from unittest import TestCase

from restflow.test import AsyncAPIRequestFactory


class RequestTests(TestCase):
    def test_the_query_from_either_argument(self) -> None:
        factory = AsyncAPIRequestFactory()
        by_data = factory.get("/api/echo/", {"tag": ["red", "blue"]})
        by_name = factory.get("/api/echo/", query_params={"tag": ["red", "blue"]})
        self.assertEqual(by_data.GET.getlist("tag"), ["red", "blue"])
        self.assertEqual(by_name.GET, by_data.GET)

    def test_a_post_has_a_query_as_well(self) -> None:
        request = AsyncAPIRequestFactory().post(
            "/api/echo/?a=1", {"name": "Mug"}, secure=True, query_params={"b": "2"}
        )
        self.assertEqual(
            request.build_absolute_uri(), "https://testserver/api/echo/?a=1&b=2"
        )

    def test_headers_in_both_spellings(self) -> None:
        request = AsyncAPIRequestFactory().post(
            "/api/echo/", headers={"Accept": "text/csv"}, HTTP_X_TENANT="acme"
        )
        self.assertEqual(request.headers["Accept"], "text/csv")
        self.assertEqual(request.headers["X-Tenant"], "acme")

    def test_https_from_elsewhere(self) -> None:
        request = AsyncAPIRequestFactory().get(
            "/api/echo/", secure=True, REMOTE_ADDR="192.0.2.7"
        )
        self.assertTrue(request.is_secure())
        self.assertEqual(request.META["REMOTE_ADDR"], "192.0.2.7")

    def test_defaults_of_the_factory(self) -> None:
        factory = AsyncAPIRequestFactory(
            headers={"Accept-Language": "de"},
            query_params={"version": "2"},
            HTTP_HOST="api.example.com",
        )
        request = factory.get("/api/echo/", headers={"Accept-Language": "fr"})
        self.assertEqual(request.get_host(), "api.example.com")
        self.assertEqual(request.GET["version"], "2")
        self.assertEqual(request.headers["Accept-Language"], "fr")
