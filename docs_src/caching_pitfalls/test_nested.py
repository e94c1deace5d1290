"""Nested data.

A product is shown with the name of its category. A new name saves no product, so an
entry that depends only on products shows the old name. `verify_hits` finds the missing
rule.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db.models.signals import post_save

from products.models import Category, Product
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import StaleHitError, verify_hits

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]


def forget(instance: Product, **_signal: object) -> None:
    cache.delete(f"product-{instance.pk}")


@pytest.fixture
def mug() -> Iterator[Product]:
    post_save.connect(forget, sender=Product)
    shelf = Category.objects.create(name="Mugs", slug="mugs")
    yield Product.objects.create(pk=1, name="Mug", price=9, category=shelf)
    post_save.disconnect(forget, sender=Product)


def read(pk: int) -> list[str]:
    return list(Product.objects.values_list("name", "category__name").get(pk=pk))


def rename_category() -> None:
    shelf = Category.objects.get(slug="mugs")
    shelf.name = "Cups"
    shelf.save()


def test_the_receiver(mug: Product) -> None:
    cache.set(f"product-{mug.pk}", read(mug.pk))
    rename_category()
    assert cache.get(f"product-{mug.pk}") == ["Mug", "Mugs"]  # [!]


of_product = InvalidationRule(Product, pk="pk")
half_watched = cache_result(ttl=60, rules=[of_product])(read)
watched = cache_result(ttl=60, rules=[of_product, InvalidationRule(Category)])(read)


def test_a_rule_for_each_model(mug: Product) -> None:
    half_watched(mug.pk)
    watched(mug.pk)
    rename_category()

    assert watched(mug.pk) == ["Mug", "Cups"]  # [!]
    with verify_hits(), pytest.raises(StaleHitError) as caught:  # [!]
        half_watched(mug.pk)
    print(caught.value)
