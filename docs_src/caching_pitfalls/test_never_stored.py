"""Responses that must never be stored.

A response with a cookie or with `no-store`, and an error. A decorator that stores every
response repeats them all, and even `cache_page` gives one visitor's cookie to the next.
"""

from itertools import count
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_page

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]
visitors = count()


def answer(request: HttpRequest, what: str) -> HttpResponse:
    response = HttpResponse(f"visitor {next(visitors)}")
    if what == "set-cookie":
        response.set_cookie("cart", response.content.decode())
    elif what == "no-store":
        response.headers["Cache-Control"] = "no-store"
    else:
        response.status_code = 503
    return response


def cached_whatever_comes(request: HttpRequest, what: str) -> Any:
    return cache.get_or_set(request.path, lambda: answer(request, what))


urlpatterns = [
    path("page/<str:what>/", cache_page(60)(answer)),
    path("whatever/<str:what>/", cached_whatever_comes),
    path("careful/<str:what>/", cache_response(ttl=60)(answer)),  # [!]
]


async def test_the_cookie_of_another_visitor(async_api_client: AsyncAPIClient) -> None:
    first = await async_api_client.get("/page/set-cookie/")
    second = await AsyncAPIClient().get("/page/set-cookie/")

    assert first.cookies["cart"].value == second.cookies["cart"].value  # [!]


@pytest.mark.parametrize("what", ["set-cookie", "no-store", "status"])
async def test_each_is_answered_anew(
    what: str, async_api_client: AsyncAPIClient
) -> None:
    first = await async_api_client.get(f"/whatever/{what}/")
    second = await async_api_client.get(f"/whatever/{what}/")
    assert first.content == second.content  # [!]

    first = await async_api_client.get(f"/careful/{what}/")
    second = await async_api_client.get(f"/careful/{what}/")
    assert first.content != second.content
    assert second.headers["Cache-Status"].endswith(f"detail={what}")
