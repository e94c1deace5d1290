"""A hit that is compared with what the function returns now.

A test that only sees hits is green, right or wrong. `verify_hits` also calls the
function at each hit. If the results differ, it fails and names the function, both
values and the tags.
"""

from collections.abc import Awaitable, Callable

import pytest

from products.models import Product, Review
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import StaleHitError, verify_hits

pytestmark = [
    pytest.mark.run_commit_hooks,
    pytest.mark.django_db,
    pytest.mark.asyncio,
]


async def query_reviews(product: int) -> list[str]:
    found = Review.objects.filter(product=product).select_related("product")
    return [f"{review.product.name}: {review.stars}" async for review in found]


of_product = InvalidationRule(Review, product="product")
reviews = cache_result(ttl=60, rules=[of_product])(query_reviews)


async def rename_between_reads(
    cached: Callable[[int], Awaitable[list[str]]],
) -> list[str]:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    await Review.objects.acreate(product=mug, stars=5)
    await cached(mug.pk)

    await Product.objects.filter(pk=mug.pk).aupdate(name="Cup")

    return await cached(mug.pk)


async def test_nobody_looks_behind_the_hit() -> None:
    assert await rename_between_reads(reviews) == ["Mug: 5"]  # [!]


async def test_the_hit_is_refused() -> None:
    with verify_hits(), pytest.raises(StaleHitError) as caught:  # [!]
        await rename_between_reads(reviews)

    print(caught.value)


rules = [of_product, InvalidationRule(Product)]
watched = cache_result(ttl=60, rules=rules)(query_reviews)


async def test_a_rule_for_the_name() -> None:
    with verify_hits():
        assert await rename_between_reads(watched) == ["Cup: 5"]
