"""Real commits and the cache, in a function of pytest.

With `transaction=True` the second read after a write is a hit. In a test that is rolled
back the plain view goes on serving the old list.
"""

import pytest

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from restflow.test import AsyncAPIClient


@pytest.mark.filterwarnings("ignore::restflow.test.CommitHooksWarning")
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_plain_view_is_stale(async_api_client: AsyncAPIClient) -> None:
    await async_api_client.get("/api/category-names/")
    await async_api_client.post("/api/category-names/", {"name": "Mugs"})

    response = await async_api_client.get("/api/category-names/")

    assert response.json() == {"names": []}  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
async def names() -> list[str]:
    return [category.name async for category in Category.objects.all()]


@pytest.mark.django_db(transaction=True)  # [!]
@pytest.mark.asyncio
async def test_the_commit_tells_the_cache() -> None:
    assert await names() == []
    await Category.objects.acreate(name="Mugs", slug="mugs")
    hits = names.cache_info().hits

    assert await names() == ["Mugs"]
    assert await names() == ["Mugs"]

    assert names.cache_info().hits == hits + 1
