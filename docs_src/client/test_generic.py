"""Any method, and a raw ASGI scope.

`generic` sends any method. `request` takes entries of the ASGI scope, for what no
argument can express, such as a header that is sent twice.
"""

from restflow.test import AsyncAPISimpleTestCase


class GenericTests(AsyncAPISimpleTestCase):
    async def test_a_method_that_has_no_function(self) -> None:
        response = await self.client.generic(
            "QUERY", "/api/echo", {"name": "Mug"}, format="json", follow=True
        )
        self.assertEqual(response.redirect_chain, [("/api/echo/", 301)])
        self.assertEqual(response.json()["method"], "QUERY")
        self.assertEqual(response.json()["body"], '{"name":"Mug"}')

    async def test_text_is_sent_as_it_is(self) -> None:
        response = await self.client.generic(
            "REPORT",
            "/api/echo/",
            "<report/>",
            content_type="application/xml",
            secure=True,
            headers={"X-Depth": "1"},
            query_params={"page": 2},
            REMOTE_ADDR="203.0.113.7",
        )
        seen = response.json()
        self.assertEqual(seen["body"], "<report/>")
        self.assertEqual(seen["scheme"], "https")
        self.assertEqual(seen["headers"]["x-depth"], "1")
        self.assertEqual(seen["query"], {"page": ["2"]})
        self.assertEqual(seen["client"], "203.0.113.7")

    async def test_a_header_that_is_sent_twice(self) -> None:
        response = await self.client.request(  # [!]
            path="/api/echo/",
            headers=[
                (b"x-forwarded-for", b"203.0.113.7"),
                (b"x-forwarded-for", b"198.51.100.1"),
            ],
        )
        forwarded = response.json()["headers"]["x-forwarded-for"]
        self.assertEqual(forwarded, "203.0.113.7,198.51.100.1")
