"""Credentials stay with their host.

The client follows a redirect to another host without the credentials, as a browser
does. Otherwise a test could pass and production fail.
"""

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import path

from project.views import echo
from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def moved(request: HttpRequest, host: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{request.scheme}://{host}/echo/")


class OtherHostTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("echo/", echo), path("moved/<host>/", moved)]

    async def test_the_same_host_gets_them(self) -> None:
        self.client.credentials(HTTP_AUTHORIZATION="Token key-of-alice")
        response = await self.client.get("/moved/testserver/", follow=True)
        seen = response.json()["headers"]
        self.assertEqual(seen["authorization"], "Token key-of-alice")

    async def test_another_host_does_not(self) -> None:
        self.client.credentials(HTTP_AUTHORIZATION="Token key-of-alice")
        response = await self.client.get("/moved/api.example.com/", follow=True)
        seen = response.json()["headers"]
        self.assertEqual(seen["host"], "api.example.com")
        self.assertNotIn("authorization", seen)  # [!]
