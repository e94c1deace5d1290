"""Responses that are never stored.

An error, a stream, a response with a cookie, one that says `no-store` or varies on what
the key lacks, and one whose handler has read the session. `Cache-Status` says which it
was.
"""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.urls import path

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient

ANSWERS: dict[str, Callable[[], HttpResponseBase]] = {
    "status": lambda: HttpResponse(status=404),
    "stream": lambda: StreamingHttpResponse(["one", "two"]),
    "no-store": lambda: HttpResponse(headers={"Cache-Control": "no-store"}),
    "private": lambda: HttpResponse(headers={"Cache-Control": "private"}),
    "vary": lambda: HttpResponse(headers={"Vary": "User-Agent"}),
}


@cache_response(ttl=300)
def answer(request: HttpRequest, why: str) -> HttpResponseBase:
    response = ANSWERS.get(why, HttpResponse)()
    if why == "set-cookie":
        response.set_cookie("basket", "7")
    if why == "csrf-token":
        get_token(request)
    if why == "cookie":
        request.COOKIES.get("basket")
    if why == "session":
        request.session.get("basket")
    return response


urlpatterns = [path("<str:why>/", answer)]
TOUCHED = ["set-cookie", "csrf-token", "cookie", "session"]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
@pytest.mark.parametrize("why", [*ANSWERS, *TOUCHED])
async def test_it_says_why(async_api_client: AsyncAPIClient, why: str) -> None:
    first = await async_api_client.get(f"/{why}/")
    second = await async_api_client.get(f"/{why}/")

    assert first.headers["Cache-Status"].endswith(f"detail={why}")  # [!]
    assert second.headers["Cache-Status"] == first.headers["Cache-Status"]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_other_methods_pass_by(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.post("/any/")
    assert response.headers["Cache-Status"] == "restflow; fwd=method"
