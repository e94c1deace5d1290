"""The lifetime of a response, on a clock that the test moves.

`Cache-Status` says how many seconds are left. A response that has expired, and that
`stale` still allows while a new one is computed, has none left. If computing it takes
as long as its `ttl`, it is not stored.
"""

import asyncio
from datetime import UTC, datetime

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from freezegun import freeze_time

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
asked, may_answer = asyncio.Event(), asyncio.Event()


@cache_response(ttl=300, stale=3600)
async def price(request: HttpRequest, of: str) -> HttpResponse:
    asked.set()
    await may_answer.wait()
    return HttpResponse("9.50")


urlpatterns = [path("<of>/", price)]


async def status(client: AsyncAPIClient, of: str) -> str:
    response = await client.get(f"/{of}/")
    return response.headers["Cache-Status"]


async def begin(client: AsyncAPIClient, of: str) -> asyncio.Task[str]:
    asked.clear()
    may_answer.clear()
    task = asyncio.create_task(status(client, of))
    await asked.wait()
    return task


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_the_seconds_that_are_left(async_api_client: AsyncAPIClient) -> None:
    with freeze_time(NOON, real_asyncio=True) as clock:  # [!]
        cups = await begin(async_api_client, "cup")
        clock.tick(300)
        may_answer.set()
        assert await cups == "restflow; fwd=uri-miss; detail=expired"  # [!]

        mugs = await begin(async_api_client, "mug")
        clock.tick(299)
        may_answer.set()
        assert await mugs == "restflow; fwd=uri-miss; stored; ttl=1"
        assert await status(async_api_client, "mug") == "restflow; hit; ttl=1"

        clock.tick(1)
        mugs = await begin(async_api_client, "mug")
        assert await status(async_api_client, "mug") == "restflow; hit; ttl=0"  # [!]
        may_answer.set()
        assert await mugs == "restflow; fwd=uri-miss; stored; ttl=300"
