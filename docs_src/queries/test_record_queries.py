"""Every statement of a block, in whatever thread.

Django's `CaptureQueriesContext` watches the connection of the thread that opened the
block: in an asynchronous test that is not where queries run. `record_queries` watches
all connections, and keeps the line of the project that caused each statement.
"""

import pytest
from asgiref.sync import sync_to_async

from products.models import Product
from restflow.test import AsyncAPIClient, record_queries

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


async def test_the_statements_of_a_block(async_api_client: AsyncAPIClient) -> None:
    with record_queries() as queries:  # [!]
        await Product.objects.acreate(name="Mug", price=9)
        await async_api_client.get("/api/products/")

    assert [query.sql.partition(" ")[0] for query in queries] == ["INSERT", "SELECT"]
    for query in queries:
        print(query.sql[:6], "in", query.where)


async def test_of_another_thread() -> None:
    with record_queries() as queries:
        await sync_to_async(Product.objects.count)()

    assert len(queries) == 1
