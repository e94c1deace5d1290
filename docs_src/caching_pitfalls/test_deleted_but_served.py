"""A deleted row is still served.

`delete()` removes the primary key from the instance. A hook that reads the key after
the commit gets None, and deletes an entry that does not exist.
"""

import pytest
from django.core.cache import cache
from django.db import transaction

from products.models import Product
from restflow.caching import InvalidationRule, cache_result

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]


@pytest.fixture
def mug() -> Product:
    return Product.objects.create(name="Mug", price=9)


def test_the_mug_is_still_served(mug: Product) -> None:
    key = f"product-{mug.pk}"
    cache.set(key, "Mug")

    with transaction.atomic():
        transaction.on_commit(lambda: cache.delete(f"product-{mug.pk}"))
        mug.delete()

    assert mug.pk is None
    assert cache.get(key) == "Mug"  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Product, pk="pk")])
def name_of(pk: int) -> str | None:
    return Product.objects.filter(pk=pk).values_list("name", flat=True).first()


def test_the_mug_is_gone(mug: Product) -> None:
    pk = mug.pk
    assert name_of(pk) == "Mug"

    with transaction.atomic():
        mug.delete()

    assert name_of(pk) is None  # [!]
