"""A race, replayed.

`hold_at` holds the first thread or task that comes to a point, so that a test can act
meanwhile. Here a write comes between the query and the storing.
"""

import asyncio

import pytest
from django.core.cache import cache

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import hold_at


async def query_names() -> list[str]:
    return [category.name async for category in Category.objects.all()]


async def add_mugs() -> None:
    await Category.objects.acreate(name="Mugs", slug="mugs")


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_old_list_is_stored_last() -> None:
    queried = await query_names()
    await add_mugs()
    cache.delete("names")
    cache.set("names", queried)

    assert cache.get("names") == []  # [!]


names = cache_result(ttl=60, rules=[InvalidationRule(Category)])(query_names)


@pytest.mark.parametrize("wrote", [True, False])
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_old_list_is_dead(*, wrote: bool) -> None:
    with hold_at("computed") as hold:  # [!]
        reader = asyncio.create_task(names())
        await asyncio.to_thread(hold.wait)
        if wrote:
            await add_mugs()
        hold.release()
        assert await reader == []
    hits = names.cache_info().hits

    assert await names() == (["Mugs"] if wrote else [])

    assert names.cache_info().hits == hits + (not wrote)
