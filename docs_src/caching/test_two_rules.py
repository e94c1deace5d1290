"""Two functions that tell the rows of a model apart in different ways.

One has a rule by the product of a review, the other by its stars. Both are answered
from the cache, and a new review makes invalid what either of them has of it.
"""

import pytest

from products.models import Product, Review
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=300, rules=[InvalidationRule(Review, product="product")])  # [!]
async def of_product(product: int) -> int:
    return await Review.objects.filter(product=product).acount()


@cache_result(ttl=300, rules=[InvalidationRule(Review, stars="stars")])  # [!]
async def with_stars(stars: int) -> int:
    return await Review.objects.filter(stars=stars).acount()


def hits() -> int:
    return of_product.cache_info().hits + with_stars.cache_info().hits


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_both_are_cached() -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    pot = await Product.objects.acreate(name="Pot", price="12.00")

    async def ask() -> tuple[list[int], list[int]]:
        of_each = [await of_product(one.pk) for one in (mug, pot)]
        return of_each, [await with_stars(stars) for stars in (4, 5)]

    # A rule by another field than before makes the entries so far invalid, once.
    await ask()
    await ask()
    before = hits()
    assert await ask() == ([0, 0], [0, 0])
    assert hits() == before + 4  # [!]

    await Review.objects.acreate(product=mug, stars=5)

    assert await ask() == ([1, 0], [0, 1])
    assert hits() == before + 6  # [!]
