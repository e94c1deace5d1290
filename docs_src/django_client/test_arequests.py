"""Django's asynchronous client: the same, except for headers.

`AsyncClient` drops the headers of its constructor, and those spelt `HTTP_…`. restflow's
client sends a header in each spelling, sends both queries, and stays on HTTPS.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.test import AsyncClient
from django.urls import path

from project.views import echo
from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase, URLPatternsTestCase


async def old(request: HttpRequest) -> HttpResponse:
    return redirect("/echo/?page=2")


class DjangoTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("old/", old), path("echo/", echo)]

    async def test_what_is_the_same(self) -> None:
        response = await AsyncClient().get("/old/", follow=True, secure=True)
        self.assertEqual(response.redirect_chain, [("/echo/?page=2", 302)])
        self.assertEqual(response.json()["scheme"], "http")

    async def test_the_trap(self) -> None:
        for client in (
            AsyncClient(headers={"x-tenant": "acme"}),  # [!]
            AsyncClient(HTTP_X_TENANT="acme"),  # [!]
        ):
            response = await client.get("/echo/", HTTP_X_FLAG="on")
            self.assertEqual(response.json()["headers"], {"host": "testserver"})

    async def test_the_way_out_with_django(self) -> None:
        client = AsyncClient(X_TENANT="acme")
        response = await client.get("/echo/", headers={"x-flag": "on"})
        self.assertEqual(response.json()["headers"]["x-tenant"], "acme")
        self.assertEqual(response.json()["headers"]["x-flag"], "on")

    async def test_with_restflow(self) -> None:
        client = AsyncAPIClient(headers={"x-tenant": "acme"})  # [!]
        response = await client.get("/echo/?page=2", {"size": 10}, HTTP_X_FLAG="on")
        self.assertEqual(response.json()["headers"]["x-tenant"], "acme")
        self.assertEqual(response.json()["headers"]["x-flag"], "on")
        self.assertEqual(response.json()["query"], {"page": ["2"], "size": ["10"]})

        response = await self.client.get("/old/", follow=True, secure=True)
        self.assertEqual(response.json()["scheme"], "https")
