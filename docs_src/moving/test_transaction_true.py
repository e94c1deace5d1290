"""From `transaction=True` to a rollback.

The mark `run_commit_hooks` replaces real commits: hooks run, and the test is rolled
back. The next query, the view and every thread still see a new row.
"""

import asyncio

import pytest
from django.db import connection

from products.models import Category
from restflow.test import AsyncAPIClient


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_before(async_api_client: AsyncAPIClient) -> None:
    await async_api_client.get("/api/category-names/")
    await async_api_client.post("/api/category-names/", {"name": "Mugs"})

    response = await async_api_client.get("/api/category-names/")

    assert response.json() == {"names": ["Mugs"]}
    assert await asyncio.to_thread(Category.objects.count) == 1
    assert not connection.in_atomic_block


@pytest.mark.run_commit_hooks  # [!]
@pytest.mark.django_db  # [!]
@pytest.mark.asyncio
async def test_after(async_api_client: AsyncAPIClient) -> None:
    await async_api_client.get("/api/category-names/")
    await async_api_client.post("/api/category-names/", {"name": "Mugs"})

    response = await async_api_client.get("/api/category-names/")

    assert response.json() == {"names": ["Mugs"]}
    assert await asyncio.to_thread(Category.objects.count) == 1
    assert connection.in_atomic_block  # [!]
