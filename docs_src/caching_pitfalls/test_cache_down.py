"""The cache server is down.

With Django's cache functions the page fails, too. And when the server is back, it still
has the entries from before the writes that it missed.
"""

from contextlib import suppress

import pytest
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path
from django.views.decorators.cache import cache_page
from redis.exceptions import ConnectionError as RedisConnectionError

from products.models import Category
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPIClient

REDIS = "django.core.cache.backends.redis.RedisCache"
NOBODY_LISTENS = {"default": {"BACKEND": REDIS, "LOCATION": "redis://127.0.0.1:1"}}
server_is_down = override_settings(CACHES=NOBODY_LISTENS)


def shelves(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"shelves": Category.objects.count()})


urlpatterns = [
    path("page/", cache_page(60)(shelves)),
    path(
        "careful/", cache_response(ttl=60, rules=[InvalidationRule(Category)])(shelves)
    ),
]
pytestmark = [
    pytest.mark.urls(__name__),
    pytest.mark.django_db,
    pytest.mark.run_commit_hooks,
    pytest.mark.asyncio,
]


async def test_the_page_goes_down_with_it(async_api_client: AsyncAPIClient) -> None:
    with server_is_down, pytest.raises(RedisConnectionError):  # [!]
        await async_api_client.get("/page/")


async def test_what_was_written_meanwhile_is_missed(
    async_api_client: AsyncAPIClient,
) -> None:
    await cache.aset("count", await Category.objects.acount())

    with server_is_down, suppress(RedisConnectionError):
        await Category.objects.acreate(name="Mugs", slug="mugs")
        await cache.adelete("count")

    assert await cache.aget("count") == 0  # [!]


async def test_every_request_is_answered(async_api_client: AsyncAPIClient) -> None:
    await async_api_client.get("/careful/")
    with server_is_down:
        await Category.objects.acreate(name="Mugs", slug="mugs")
        response = await async_api_client.get("/careful/")
        assert response.json() == {"shelves": 1}  # [!]
        assert response.headers["Cache-Status"].endswith("detail=cache-down")

    response = await async_api_client.get("/careful/")
    assert response.json() == {"shelves": 1}  # [!]
