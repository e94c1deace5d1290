"""Two tests of the list of categories. One needs the mugs, the other does not."""

import pytest
from pytest_django import DjangoDbBlocker

from products.models import Category
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


@pytest.fixture(scope="module")
def mugs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Category:
    with django_db_blocker.unblock():
        return Category.objects.create(name="Mugs", slug="mugs")


async def test_mugs(mugs: Category, async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get("/api/categories/")

    assert [row["name"] for row in response.data] == ["Mugs"]


async def test_plates(async_api_client: AsyncAPIClient) -> None:
    await Category.objects.acreate(name="Plates", slug="plates")

    response = await async_api_client.get("/api/categories/")

    assert [row["name"] for row in response.data] == ["Plates"]
