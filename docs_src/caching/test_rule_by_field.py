"""A rule by the value of a field.

The rule covers the reviews of one product. When a review moves to another product, the
entries of both products become invalid.
"""

import pytest
from asgiref.sync import sync_to_async

from products.models import Product, Review
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=300, rules=[InvalidationRule(Review, product="product_id")])  # [!]
def stars(product_id: int) -> list[int]:
    found = Review.objects.filter(product=product_id)
    return [review.stars for review in found]


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_a_review_that_moves_leaves_one_list_and_joins_another() -> None:
    mug, pot, jug = [
        await Product.objects.acreate(name=name, price="9.50")
        for name in ("Mug", "Pot", "Jug")
    ]
    review = await Review.objects.acreate(product=mug, stars=5)
    ask = sync_to_async(stars)
    assert [await ask(one.pk) for one in (mug, pot, jug)] == [[5], [], []]
    before = stars.cache_info()

    review.product = pot
    await review.asave()

    assert [await ask(one.pk) for one in (mug, pot, jug)] == [[], [5], []]  # [!]
    assert stars.cache_info().misses == before.misses + 2
    assert stars.cache_info().hits == before.hits + 1
