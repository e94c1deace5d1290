"""The row that moved.

A review moves from one product to another. The receiver knows only the new product, so
the list of the old product keeps the review. A rule counts the old and the new value.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db.models.signals import post_save

from products.models import Product, Review
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import assert_keeps

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]


def forget(instance: Review, **_signal: object) -> None:
    cache.delete(f"stars-{instance.product.pk}")


@pytest.fixture
def products() -> Iterator[list[Product]]:
    post_save.connect(forget, sender=Review)
    names = ["Mug", "Plate", "Lid"]
    yield [Product.objects.create(name=name, price=9) for name in names]
    post_save.disconnect(forget, sender=Review)


@cache_result(ttl=60, rules=[InvalidationRule(Review, product="product_id")])
def stars_of(product_id: int) -> list[int]:
    reviews = Review.objects.filter(product=product_id)
    return list(reviews.values_list("stars", flat=True))


def test_its_old_list_keeps_it(products: list[Product]) -> None:
    mug, plate, _ = products
    review = Review.objects.create(product=mug, stars=5)
    cache.set(f"stars-{mug.pk}", [5])

    review.product = plate
    review.save()

    assert cache.get(f"stars-{mug.pk}") == [5]  # [!]


def test_both_lists_are_made_anew(products: list[Product]) -> None:
    mug, plate, lid = products
    review = Review.objects.create(product=mug, stars=5)
    assert (stars_of(mug.pk), stars_of(plate.pk)) == ([5], [])

    review.product = plate
    with assert_keeps(stars_of, lid.pk):
        review.save()

    assert (stars_of(mug.pk), stars_of(plate.pk)) == ([], [5])  # [!]
