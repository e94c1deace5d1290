"""Writes that send no signal.

`update`, `bulk_create`, your own SQL: restflow reads the statement, and finds the
tables that it writes.
"""

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from products.models import Product
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=300, rules=[InvalidationRule(Product, pk="number")])
def name_of(number: int) -> str | None:
    return Product.objects.filter(pk=number).values_list("name", flat=True).first()


def run_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_statement_is_seen() -> None:
    ask = sync_to_async(name_of)
    assert await ask(1) is None

    await Product.objects.abulk_create([Product(pk=1, name="Mug", price="9.50")])
    assert await ask(1) == "Mug"  # [!]

    await Product.objects.filter(price__gt=9).aupdate(name="Big mug")
    assert await ask(1) == "Big mug"  # [!]

    await sync_to_async(run_sql)("UPDATE products_product SET name = 'Huge mug'")
    assert await ask(1) == "Huge mug"  # [!]
