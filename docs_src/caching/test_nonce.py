"""A nonce that is made before the view runs.

A page that shows it is not stored: the browser would refuse the script of the next
visitor. A page without a script is stored, although its request has a nonce as well.
"""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import modify_settings
from django.urls import path

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient

numbers = count(1)


def with_nonce(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        request.script_nonce = f"nonce-{next(numbers)}"  # [!]
        response = get_response(request)
        policy = f"script-src '{request.script_nonce}'"
        response.headers["Content-Security-Policy"] = policy
        return response

    return middleware


@cache_response(ttl=60)
def chart(request: Any) -> HttpResponse:
    return HttpResponse(f"<script nonce='{request.script_nonce}'>draw()</script>")


@cache_response(ttl=60)
def terms(request: Any) -> HttpResponse:
    return HttpResponse("<p>No refunds.</p>")


urlpatterns = [path("chart/", chart), path("terms/", terms)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]


@modify_settings(MIDDLEWARE={"append": f"{__name__}.with_nonce"})
async def test_a_page_that_shows_it(async_api_client: AsyncAPIClient) -> None:
    for _ in range(2):
        response = await async_api_client.get("/chart/")
        nonce = response.headers["Content-Security-Policy"].split("'")[1]
        assert nonce in response.text  # [!]
        assert response.headers["Cache-Status"].endswith("detail=script_nonce")


@modify_settings(MIDDLEWARE={"append": f"{__name__}.with_nonce"})
async def test_a_page_that_does_not(async_api_client: AsyncAPIClient) -> None:
    first = await async_api_client.get("/terms/")
    second = await async_api_client.get("/terms/")

    assert "stored" in first.headers["Cache-Status"]
    assert second.headers["Cache-Status"].startswith("restflow; hit")  # [!]
