"""Cookies, as a browser keeps them.

Django's client sends every cookie that it has ever received. Browsers look at path and
lifetime, and a deletion with another path deletes nothing.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import AsyncClient
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def enter(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("session", "alice", path="/shop/")
    response.set_cookie("basket", "7", path="/shop/", secure=True)
    return response


async def leave(request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.delete_cookie("session", path=request.GET.get("path", "/"))
    return response


async def show(request: HttpRequest) -> JsonResponse:
    return JsonResponse(request.COOKIES)


class CookieTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [
        path("shop/enter/", enter),
        path("shop/leave/", leave),
        path("shop/", show),
        path("news/", show),
    ]

    async def test_with_django_deleted_cookies_are_sent_and_to_all_paths(self) -> None:
        client = AsyncClient()
        await client.get("/shop/enter/")
        await client.get("/shop/leave/", query_params={"path": "/shop/"})

        cookies = (await client.get("/news/")).json()
        self.assertEqual(cookies, {"session": "", "basket": "7"})  # [!]

    async def test_a_cookie_goes_to_its_path(self) -> None:
        await self.client.get("/shop/enter/", secure=True)

        response = await self.client.get("/shop/", secure=True)
        self.assertEqual(response.json(), {"session": "alice", "basket": "7"})
        response = await self.client.get("/shop/")
        self.assertEqual(response.json(), {"session": "alice"})
        self.assertEqual((await self.client.get("/news/")).json(), {})

    async def test_it_is_deleted_where_it_was_set(self) -> None:
        await self.client.get("/shop/enter/")
        await self.client.get("/shop/leave/")
        seen = await self.client.get("/shop/")
        self.assertEqual(seen.json(), {"session": "alice"})  # [!]

        await self.client.get("/shop/leave/", {"path": "/shop/"})
        self.assertEqual((await self.client.get("/shop/")).json(), {})

    async def test_what_the_test_puts_there_is_sent(self) -> None:
        self.client.cookies["currency"] = "EUR"
        self.assertEqual((await self.client.get("/news/")).json(), {"currency": "EUR"})
