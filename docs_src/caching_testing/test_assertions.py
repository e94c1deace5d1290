"""What a write invalidates, and what it leaves alone.

`assert_invalidates` and `assert_keeps` take a cached call, a model or a tag. An
invalidation takes effect, and counts, at the commit.
"""

import pytest
from asgiref.sync import sync_to_async

from products.models import Category, Product, Review
from restflow.caching import InvalidationRule, cache_result, invalidate
from restflow.caching.testing import assert_invalidates, assert_keeps


@cache_result(
    ttl=60,
    rules=[InvalidationRule(Review, product="product")],
    tags=["ratings"],
)
async def ratings(product: int, *, least: int = 1) -> list[int]:
    found = Review.objects.filter(product=product, stars__gte=least)
    return [review.stars async for review in found]


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_what_a_review_makes_invalid() -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    plate = await Product.objects.acreate(name="Plate", price="12.00")
    await ratings(mug.pk)
    await ratings(plate.pk)

    with (
        assert_invalidates(ratings, mug.pk, least=3),  # [!]
        assert_invalidates(Review),
        assert_keeps(ratings, plate.pk, least=3),  # [!]
        assert_keeps(Category),
    ):
        await Review.objects.acreate(product=mug, stars=5)

    with assert_invalidates("ratings"), assert_keeps("prices"):
        await sync_to_async(invalidate)("ratings")


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_nothing_is_invalid_before_the_commit() -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")

    with pytest.raises(AssertionError) as caught, assert_invalidates(ratings, mug.pk):
        await Review.objects.acreate(product=mug, stars=5)

    print(caught.value)
