"""Invalidation in a test that is rolled back, as in production.

With `run_commit_hooks` the cache is told when the outermost block of the application
ends. A block that is rolled back tells it nothing.
"""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import assert_invalidates, assert_keeps
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


def add_mugs(*, keep: bool) -> None:
    with transaction.atomic():
        Category.objects.create(name="Mugs", slug="mugs")
        transaction.set_rollback(not keep)


@pytest.mark.run_commit_hooks  # [!]
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_end_of_the_block_tells_the_cache() -> None:
    assert await names() == []

    with assert_keeps(names):
        await sync_to_async(add_mugs)(keep=False)
    assert await names() == []

    with assert_invalidates(names):
        await sync_to_async(add_mugs)(keep=True)
    assert await names() == ["Mugs"]
