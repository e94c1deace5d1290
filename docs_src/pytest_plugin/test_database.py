"""A function that uses the database.

The marks are those of pytest-django and pytest-asyncio. Fixtures of both kinds, the
test and the view see the same rows, which are rolled back.
"""

import pytest
import pytest_asyncio
from django.contrib.auth.models import User

from products.models import Category, Product
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


@pytest.fixture
def mugs(db: None) -> Category:
    return Category.objects.create(name="Mugs", slug="mugs")


@pytest_asyncio.fixture
async def alice(db: None, async_api_client: AsyncAPIClient) -> User:
    alice = await User.objects.acreate(username="alice")
    await async_api_client.aforce_login(alice)
    return alice


async def test_add_a_product(
    alice: User, mugs: Category, async_api_client: AsyncAPIClient
) -> None:
    response = await async_api_client.post(
        "/api/products/", {"name": "Mug", "price": "9.50", "category": mugs.slug}
    )

    assert response.status_code == 201
    assert await Product.objects.filter(category=mugs).acount() == 1


async def test_there_are_no_products(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get("/api/products/")

    assert response.data == []
