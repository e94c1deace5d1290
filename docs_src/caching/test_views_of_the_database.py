"""A database view.

No statement writes a view: it changes with the tables that it reads. A rule that names
only the view is refused. With the models behind the view, their writes count.
"""

from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.core.checks import Tags, run_checks
from django.db import connection, models

from products.models import Product, Review
from restflow.caching import InvalidationRule, RuleError, cache_result

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]

CREATE_VIEW = """
    CREATE VIEW products_rating AS SELECT product.id, name, stars
    FROM products_product product JOIN products_review ON product_id = product.id
"""


class Rating(models.Model):
    name = models.CharField(max_length=200)
    stars = models.PositiveSmallIntegerField()
    objects: ClassVar[models.Manager["Rating"]] = models.Manager()

    class Meta:
        managed = False
        app_label = "products"

    def __str__(self) -> str:
        return f"{self.name}: {self.stars}"


@pytest.fixture(autouse=True)
def view(db: None) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(CREATE_VIEW)
        yield
        cursor.execute("DROP VIEW products_rating")


def query_ratings() -> list[str]:
    return [str(rating) for rating in Rating.objects.all()]


alone = cache_result(ttl=60, rules=[InvalidationRule(Rating)])(query_ratings)


def test_the_view_alone_is_refused() -> None:
    with pytest.raises(RuleError) as caught:  # [!]
        alone()
    print(caught.value)

    found = run_checks(tags=[Tags.database], databases=["default"])
    assert "restflow.E202" in [message.id for message in found]  # [!]


rule = InvalidationRule(Rating, Product, Review)  # [!]
ratings = cache_result(ttl=60, rules=[rule])(query_ratings)


def test_with_what_is_behind_it() -> None:
    assert ratings() == []
    mug = Product.objects.create(name="Mug", price="9.50")
    Review.objects.create(product=mug, stars=5)
    assert ratings() == ["Mug: 5"]
