"""Hits and misses, counted.

`cache_info()` counts the calls in this process. Each response has a `Cache-Status` and
an ETag. If nothing has changed, a browser that asks again gets status 304 without a
body.
"""

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.caching import cache_response, cache_result
from restflow.test import AsyncAPIClient


@cache_result(ttl=300)
async def opening_hours(day: str) -> str:
    return "closed" if day == "Sunday" else "9:00 to 18:00"


@cache_response(ttl=300)
async def hours(request: HttpRequest, day: str) -> JsonResponse:
    return JsonResponse({"hours": await opening_hours(day)})


urlpatterns = [path("hours/<str:day>/", hours)]


@pytest.mark.asyncio
async def test_counted() -> None:
    before = opening_hours.cache_info()
    for day in ("Friday", "Sunday", "Friday"):
        await opening_hours(day)

    now = opening_hours.cache_info()
    assert now.hits - before.hits == 1
    assert now.misses - before.misses == 2
    assert now.bypasses == before.bypasses
    print(*now._fields)


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_a_browser_gets_304(async_api_client: AsyncAPIClient) -> None:
    first = await async_api_client.get("/hours/Friday/")
    etag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "no-cache"

    again = await async_api_client.get(
        "/hours/Friday/", headers={"If-None-Match": etag}
    )
    assert again.status_code == 304  # [!]
    assert again.content == b""
    assert "hit" in again.headers["Cache-Status"]
