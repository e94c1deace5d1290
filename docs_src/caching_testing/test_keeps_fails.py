"""A write that makes too much invalid.

With a rule that names no field, each review makes the stars of every product invalid.
`assert_keeps` names the call, and what was invalidated.
"""

import pytest

from products.models import Product, Review
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import assert_keeps

pytestmark = [
    pytest.mark.run_commit_hooks,
    pytest.mark.django_db,
    pytest.mark.asyncio,
]


async def query_stars(product: int) -> list[int]:
    return [review.stars async for review in Review.objects.filter(product=product)]


of_any = cache_result(ttl=60, rules=[InvalidationRule(Review)])(query_stars)
one = InvalidationRule(Review, product="product")
of_one = cache_result(ttl=60, rules=[one])(query_stars)


async def test_the_review_of_another_product() -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    plate = await Product.objects.acreate(name="Plate", price="12.00")

    with pytest.raises(AssertionError) as caught, assert_keeps(of_any, plate.pk):  # [!]
        await Review.objects.acreate(product=mug, stars=5)
    with assert_keeps(of_one, plate.pk):
        await Review.objects.acreate(product=mug, stars=4)

    print(caught.value)


async def test_what_is_not_cached() -> None:
    with (
        pytest.raises(TypeError, match="no function decorated with cache_result"),
        assert_keeps(query_stars, 1),  # type: ignore[arg-type]
    ):
        pytest.fail("There is nothing to keep.")
