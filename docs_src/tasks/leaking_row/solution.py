"""Two tests of the list of categories. One needs the mugs, the other does not.

A fixture without `scope` is made anew for each test that asks for it. With `db` it is
made in the test's own transaction, and is rolled back with it.
"""

import pytest

from products.models import Category
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


@pytest.fixture
def mugs(db: None) -> Category:
    return Category.objects.create(name="Mugs", slug="mugs")


async def test_mugs(mugs: Category, async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get("/api/categories/")

    assert [row["name"] for row in response.data] == ["Mugs"]


async def test_plates(async_api_client: AsyncAPIClient) -> None:
    await Category.objects.acreate(name="Plates", slug="plates")

    response = await async_api_client.get("/api/categories/")

    assert [row["name"] for row in response.data] == ["Plates"]
