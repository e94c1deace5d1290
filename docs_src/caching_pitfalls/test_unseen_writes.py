"""Writes that signals never see.

Statements for many rows send no signal, nor does `on_delete` when it sets a column to
NULL. A receiver of `post_save` misses these writes; restflow reads the statements.
"""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models.signals import post_save

from products.models import Category, Product
from restflow.caching import InvalidationRule, cache_result

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]
WRITES: dict[str, Callable[[Product], object]] = {
    "update": lambda _: Product.objects.update(price=8),
    "bulk_create": lambda _: Product.objects.bulk_create([Product(price=1)]),
    "bulk_update": lambda mug: Product.objects.bulk_update([mug], ["price"]),
    "on_delete": lambda _: Category.objects.all().delete(),
    "raw SQL": lambda _: connection.cursor().execute("DELETE FROM products_product"),
}
each_write = pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)


def read() -> list[tuple[object, ...]]:
    return list(Product.objects.values_list("price", "category"))


def forget(**_signal: object) -> None:
    cache.delete("products")


@pytest.fixture
def mug() -> Iterator[Product]:
    shelf = Category.objects.create(name="Mugs", slug="mugs")
    mug = Product.objects.create(name="Mug", price=9, category=shelf)
    mug.price = 8
    post_save.connect(forget, sender=Product)
    yield mug
    post_save.disconnect(forget, sender=Product)


@each_write
def test_the_receiver(write: Callable[[Product], object], mug: Product) -> None:
    cache.set("products", read())
    write(mug)
    assert cache.get("products") != read()  # [!]


cached_read = cache_result(ttl=60, rules=[InvalidationRule(Product)])(read)


@each_write
def test_the_rule(write: Callable[[Product], object], mug: Product) -> None:
    before = cached_read()
    write(mug)
    assert cached_read() == read() != before  # [!]
