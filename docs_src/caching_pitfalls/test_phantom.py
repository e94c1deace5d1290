"""A value that was never committed.

A transaction reads its own writes. If it stores the new price at once, everybody is
served that price, and a rollback takes it back only in the database.
"""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import transaction

from products.models import Product
from restflow.caching import InvalidationRule, cache_result

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]


@pytest.fixture
def mug() -> Product:
    cache.clear()
    return Product.objects.create(name="Mug", price=9)


def test_a_price_that_never_was(mug: Product) -> None:
    def read() -> Decimal:
        return Product.objects.get(pk=mug.pk).price

    with transaction.atomic():
        Product.objects.filter(pk=mug.pk).update(price=8)
        cache.get_or_set("price", read)
        transaction.set_rollback(True)

    assert read() == 9
    assert cache.get("price") == 8  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Product, pk="pk")])
def price_of(pk: int) -> Decimal:
    return Product.objects.get(pk=pk).price


def test_it_is_seen_within_and_not_stored(mug: Product) -> None:
    assert price_of(mug.pk) == 9

    with transaction.atomic():
        Product.objects.filter(pk=mug.pk).update(price=8)
        assert price_of(mug.pk) == 8  # [!]
        transaction.set_rollback(True)

    assert price_of(mug.pk) == 9  # [!]
    assert price_of.cache_info().bypasses == 1
    assert price_of.cache_info().hits == 1
