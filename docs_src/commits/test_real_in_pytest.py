"""Real commits in a function of pytest.

`transaction=True` is an argument of pytest-django's mark. What the test writes is
committed, so the hook runs. After the test the tables are emptied.
"""

import pytest

from products.models import Category
from restflow.test import AsyncAPIClient


@pytest.mark.django_db(transaction=True)  # [!]
@pytest.mark.asyncio
async def test_the_new_category_is_served(async_api_client: AsyncAPIClient) -> None:
    await async_api_client.get("/api/category-names/")
    await async_api_client.post("/api/category-names/", {"name": "Mugs"})

    response = await async_api_client.get("/api/category-names/")

    assert response.json() == {"names": ["Mugs"]}


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_nothing_of_it_is_left() -> None:
    assert not await Category.objects.aexists()
