"""A client of your own, under pytest-django's name.

Your fixture replaces the one of pytest-django. What a test writes is gone in the next
one. With `transaction=True` it is committed, and callbacks run.
"""

import pytest
from django.contrib.auth.models import User
from django.core import mail

from products.models import Product
from restflow.test import AsyncAPIClient

shared_client = AsyncAPIClient()


@pytest.fixture
def async_client() -> AsyncAPIClient:
    return AsyncAPIClient()  # [!]


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_a_row_is_seen_by_the_view(async_client: AsyncAPIClient) -> None:
    await Product.objects.acreate(name="Mug", price="9.50")
    response = await async_client.get("/api/products/")
    assert [row["name"] for row in response.json()] == ["Mug"]


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_it_is_gone_in_the_next_test(async_client: AsyncAPIClient) -> None:
    response = await async_client.get("/api/products/")
    assert response.json() == []


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)  # [!]
async def test_a_confirmation_is_sent_on_commit(async_client: AsyncAPIClient) -> None:
    khan = await User.objects.acreate(username="khan", email="khan@example.com")
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    async_client.force_authenticate(user=khan)
    lines = [{"product": mug.pk, "quantity": 2}]
    await async_client.post("/api/orders/", {"lines": lines})
    assert mail.outbox[0].to == ["khan@example.com"]


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/api/health/", "/api/echo/"])
async def test_one_client_for_several_tests(path: str) -> None:
    response = await shared_client.get(path)  # [!]
    assert response.status_code == 200
