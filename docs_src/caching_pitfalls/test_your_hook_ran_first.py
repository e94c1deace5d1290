"""Another hook ran first.

Commit hooks run in the order in which they were registered. A hook before yours that
reads the cache finds the old price. If it raises, yours never runs.
"""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.db import transaction

from products.models import Product
from restflow.caching import InvalidationRule, cache_result

pytestmark = pytest.mark.django_db(transaction=True)
mailed: list[Decimal] = []


@pytest.fixture
def mug() -> Product:
    mailed.clear()
    return Product.objects.create(name="Mug", price=9)


@cache_result(ttl=60, rules=[InvalidationRule(Product, pk="pk")])
def price_of(pk: int) -> Decimal:
    return Product.objects.get(pk=pk).price


@transaction.atomic
def change_price(mug: Product, read: Callable[[], Decimal]) -> None:
    def mail() -> None:
        mailed.append(read())
        raise ConnectionError

    transaction.on_commit(mail)
    Product.objects.filter(pk=mug.pk).update(price=8)
    transaction.on_commit(lambda: cache.delete("price"))


def test_the_old_price_is_mailed_and_stays(mug: Product) -> None:
    cache.set("price", mug.price)

    with pytest.raises(ConnectionError):
        change_price(mug, read=lambda: cache.get("price"))

    assert mailed == [9]  # [!]
    assert cache.get("price") == 9  # [!]


def test_restflow_goes_ahead(mug: Product) -> None:
    assert price_of(mug.pk) == 9

    with pytest.raises(ConnectionError):
        change_price(mug, read=lambda: price_of(mug.pk))

    assert mailed == [8]  # [!]
    assert price_of(mug.pk) == 8
