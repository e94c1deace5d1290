"""Values in a rule.

A rule compares what the column would have, in whatever form the argument comes. A value
that only the database computes counts as well.
"""

from decimal import Decimal

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat

from products.models import Product, Review
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import assert_invalidates, assert_keeps

pytestmark = [pytest.mark.run_commit_hooks, pytest.mark.django_db]


@cache_result(ttl=300, rules=[InvalidationRule(Review, stars="stars")])
def rated(stars: float | str | Decimal) -> int:
    try:
        return Review.objects.filter(stars=int(stars)).count()
    except ValueError:
        return 0


@cache_result(ttl=300, rules=[InvalidationRule(Review, text="text")])
def saying(text: str) -> int:
    return Review.objects.filter(text=text).count()


@pytest.fixture
def mug() -> Product:
    return Product.objects.create(name="Mug", price="9.50")


def test_the_same_value(mug: Product) -> None:
    with (
        assert_invalidates(rated, "5"),  # [!]
        assert_invalidates(rated, 5.0),
        assert_invalidates(rated, Decimal("5.00")),
        assert_keeps(rated, "4"),
        assert_keeps(rated, "many"),
    ):
        Review.objects.create(product=mug, stars=5)


def test_what_only_the_database_knows(mug: Product) -> None:
    review = Review.objects.create(product=mug, stars=4, text="Good")
    assert saying("Very Good") == rated("5") == 0

    review.text = Concat(Value("Very "), "text")
    review.stars = F("stars") + 1
    review.save()

    assert saying("Very Good") == rated("5") == 1  # [!]
