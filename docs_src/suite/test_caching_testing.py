"""The shop never shows stars that are out of date.

Somebody reviews a product, moves the review to another product, and deletes it. What is
cached for a third product stays.
"""

import pytest

from products.models import Product, Review
from products.reviews import average_stars
from restflow.caching.testing import assert_keeps, verify_hits


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
def test_stars_follow_the_reviews() -> None:
    mug = Product.objects.create(name="Mug", price="9.50")
    pot = Product.objects.create(name="Pot", price="24.00")
    jug = Product.objects.create(name="Jug", price="18.00")

    with verify_hits(), assert_keeps(average_stars, jug.pk):
        assert (average_stars(mug.pk), average_stars(pot.pk)) == (None, None)

        review = Review.objects.create(product=mug, stars=5)
        assert (average_stars(mug.pk), average_stars(pot.pk)) == (5, None)

        review.product = pot
        review.save()
        assert (average_stars(mug.pk), average_stars(pot.pk)) == (None, 5)

        review.delete()
        assert (average_stars(mug.pk), average_stars(pot.pk)) == (None, None)
