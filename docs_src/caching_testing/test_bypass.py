"""Reads after a write in a test that is rolled back.

The write is never committed, so calls that depend on it are computed until the test
ends, and nothing is stored. The values are right. To test hits, have the commit hooks
run.
"""

import pytest

from products.models import Category
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
async def names() -> list[str]:
    return [category.name async for category in Category.objects.all()]


async def hits_after_a_write() -> int:
    await Category.objects.acreate(name="Mugs", slug="mugs")
    before = names.cache_info()
    for _ in range(3):
        assert await names() == ["Mugs"]
    return names.cache_info().hits - before.hits


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_each_read_computes() -> None:
    bypasses = names.cache_info().bypasses

    assert await hits_after_a_write() == 0  # [!]

    assert names.cache_info().bypasses == bypasses + 3


@pytest.mark.run_commit_hooks  # [!]
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_first_read_computes() -> None:
    assert await hits_after_a_write() == 2
