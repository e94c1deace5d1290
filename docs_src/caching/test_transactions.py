"""Reads inside a transaction.

A transaction that has written a product sees its own write, and nobody else does. What
it computes is not stored, and a rollback leaves the cache as it was.
"""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from products.models import Product
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=300, rules=[InvalidationRule(Product)])
def names() -> list[str]:
    return [product.name for product in Product.objects.all()]


class Changed(Exception):  # noqa: N818
    pass


def add_and_change_ones_mind() -> None:
    with transaction.atomic():
        Product.objects.create(name="Mug", price="9.50")
        before = names.cache_info()

        assert names() == ["Mug"]  # [!]
        assert names.cache_info().bypasses == before.bypasses + 1

        raise Changed


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_what_is_rolled_back_was_never_there() -> None:
    ask = sync_to_async(names)
    assert await ask() == []

    with pytest.raises(Changed):
        await sync_to_async(add_and_change_ones_mind)()

    hits = names.cache_info().hits
    assert await ask() == []
    assert names.cache_info().hits == hits + 1  # [!]
