"""HTTPS, and other hosts.

`secure=True` sends a request over HTTPS. An absolute URL does the same, and names the
host as well.
"""

from django.test import override_settings

from restflow.test import AsyncAPISimpleTestCase


class SecureTests(AsyncAPISimpleTestCase):
    @override_settings(SECURE_SSL_REDIRECT=True)
    async def test_a_site_that_insists_on_https(self) -> None:
        response = await self.client.get("/api/health/")
        self.assertEqual(response.status_code, 301)
        self.assertEqual(response["Location"], "https://testserver/api/health/")

        response = await self.client.get("/api/health/", secure=True)
        self.assertEqual(response.status_code, 200)

    async def test_a_view_sees_the_scheme(self) -> None:
        response = await self.client.post("/api/echo/", secure=True)
        self.assertEqual(response.json()["scheme"], "https")
        self.assertEqual(response.asgi_request.get_port(), "443")  # [!]
        self.assertEqual(response.asgi_request.get_host(), "testserver")

        response = await self.client.post("/api/echo/")
        self.assertEqual(response.json()["scheme"], "http")
        self.assertEqual(response.asgi_request.get_port(), "80")

    async def test_an_absolute_url_names_scheme_and_host(self) -> None:
        response = await self.client.get("https://api.example.com/api/echo/")
        seen = response.json()
        self.assertEqual(seen["scheme"], "https")
        self.assertEqual(seen["headers"]["host"], "api.example.com")

        response = await self.client.get("https://api.example.com:8443/api/echo/")
        host = response.json()["headers"]["host"]
        self.assertEqual(host, "api.example.com:8443")
        self.assertEqual(response.asgi_request.get_port(), "8443")
