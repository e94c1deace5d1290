"""Database triggers.

A trigger writes tables that the statement does not name, and no signal is sent.
restflow asks the database for its triggers and reads the names of the tables in their
texts.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_save

from products.models import Product, Review
from restflow.caching import InvalidationRule, cache_result

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]

CREATE_TRIGGER = """
    CREATE TRIGGER hide_what_nobody_likes AFTER INSERT ON products_review
    WHEN NEW.stars = 1
    BEGIN
        UPDATE products_product SET active = 0 WHERE id = NEW.product_id;
    END
"""


@pytest.fixture
def mug(db: None) -> Iterator[Product]:
    with connection.cursor() as cursor:
        cursor.execute(CREATE_TRIGGER)
        yield Product.objects.create(name="Mug", price="9.50")
        cursor.execute("DROP TRIGGER hide_what_nobody_likes")


def query_names() -> list[str]:
    return [product.name for product in Product.objects.filter(active=True)]


def test_no_receiver_hears_of_it(mug: Product) -> None:
    def forget(**_signal: object) -> None:
        cache.delete("names")

    post_save.connect(forget, sender=Product)
    cache.set("names", query_names())
    Review.objects.create(product=mug, stars=1)

    assert cache.get("names") == ["Mug"]  # [!]
    assert query_names() == []


names = cache_result(ttl=300, rules=[InvalidationRule(Product)])(query_names)


def test_a_rule_does(mug: Product) -> None:
    assert names() == ["Mug"]

    Review.objects.create(product=mug, stars=1)

    assert names() == []  # [!]
