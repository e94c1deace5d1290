"""A cache that fails now and then.

The request is answered all the same, and `Cache-Status` says so. A process repeats
an invalidation that the cache has missed before it reads again.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.filebased import FileBasedCache
from django.http import HttpRequest, HttpResponse
from django.urls import path

from products.models import Category
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPIClient

failing: set[str] = set()


class FailingCache(FileBasedCache):
    def __getattribute__(self, name: str) -> Any:
        if name in failing:
            raise ConnectionError("The server is down.")
        return super().__getattribute__(name)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        # Memcached returns the keys for which it has no room.
        return [*data] if "room" in failing else super().set_many(data, *args, **kwargs)


@cache_response(ttl=300, rules=[InvalidationRule(Category)])
def shelf(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(Category.objects.get(slug=slug).name)


urlpatterns = [path("<slug>/", shelf)]


async def ask(client: AsyncAPIClient) -> str:
    response = await client.get("/mugs/")
    status = response.headers["Cache-Status"].partition("; ttl=")[0]
    return status.replace("restflow", response.text)


@pytest.mark.urls(__name__)
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_each_request_is_answered(
    async_api_client: AsyncAPIClient, settings: Any, tmp_path: Path, caplog: Any
) -> None:
    cache = {"BACKEND": f"{__name__}.FailingCache", "LOCATION": str(tmp_path)}
    settings.CACHES = {"default": cache}
    mugs = await Category.objects.acreate(name="Mugs", slug="mugs")

    failing.add("room")
    assert await ask(async_api_client) == "Mugs; fwd=uri-miss; detail=cache-down"  # [!]
    assert caplog.messages[-1].startswith("The cache could not write: KeyError")
    failing.add("add")
    assert await ask(async_api_client) == "Mugs; fwd=bypass; detail=cache-down"  # [!]
    failing.clear()
    assert await ask(async_api_client) == "Mugs; fwd=uri-miss; stored"

    failing.update({"add", "get_many", "set_many"})
    mugs.name = "Big mugs"
    await mugs.asave()
    failing.clear()
    assert await ask(async_api_client) == "Big mugs; fwd=uri-miss; stored"  # [!]
