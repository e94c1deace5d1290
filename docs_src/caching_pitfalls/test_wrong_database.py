"""A hook on the wrong database.

`transaction.on_commit` uses the default database unless you name another. A hook for a
write to another database runs too early, or is dropped with an unrelated transaction.
"""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import transaction

from products.models import Product
from restflow.caching import InvalidationRule, cache_result

DATABASES = ["default", "archive"]
pytestmark = [pytest.mark.django_db(databases=DATABASES), pytest.mark.run_commit_hooks]
archived = Product.objects.using("archive")


@pytest.fixture
def mug() -> Product:
    cache.set("price", Decimal(9))
    return archived.create(name="Mug", price=9)


def test_it_runs_before_the_commit(mug: Product) -> None:
    with transaction.atomic(using="archive"):
        archived.filter(pk=mug.pk).update(price=8)
        transaction.on_commit(lambda: cache.delete("price"))
        # Whoever reads now finds the old price in the database, and stores it.
        assert cache.get("price") is None  # [!]


def test_it_never_runs(mug: Product) -> None:
    with transaction.atomic():
        archived.filter(pk=mug.pk).update(price=8)
        transaction.on_commit(lambda: cache.delete("price"))
        transaction.set_rollback(True)

    assert cache.get("price") == 9  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Product, pk="pk")])
def price_of(pk: int) -> Decimal:
    return archived.get(pk=pk).price


def test_with_the_commit_of_the_archive(mug: Product) -> None:
    assert price_of(mug.pk) == 9

    with transaction.atomic():
        archived.filter(pk=mug.pk).update(price=8)
        transaction.set_rollback(True)

    assert price_of(mug.pk) == 8  # [!]
