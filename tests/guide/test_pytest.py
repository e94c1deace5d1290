"""Functions of pytest in the guide: G23 and G33 to G35."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction

from products.models import Product
from restflow.test import AsyncAPIClient


@pytest.fixture
def async_client() -> AsyncAPIClient:
    return AsyncAPIClient()


@pytest.mark.urls("tests.guide.shop")
@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_g23_a_product_changes_the_cached_answer(
    async_client: AsyncAPIClient,
) -> None:
    before = await async_client.get("/api/products/")
    assert before.json() == {"names": []}
    again = await async_client.get("/api/products/")
    assert "hit" in again.headers["Cache-Status"]

    await Product.objects.acreate(name="Mug", price="9.50")

    after = await async_client.get("/api/products/")
    assert after.json() == {"names": ["Mug"]}
    assert before.content != after.content


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_g33_a_row_is_seen_by_the_view(async_client: AsyncAPIClient) -> None:
    await Product.objects.acreate(name="Mug", price="9.50")

    response = await async_client.get("/api/products/")

    assert type(async_client) is AsyncAPIClient
    assert [row["name"] for row in response.json()] == ["Mug"]


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_g33_a_row_is_gone_in_the_next_test(async_client: AsyncAPIClient) -> None:
    response = await async_client.get("/api/products/")
    assert response.json() == []
    assert await Product.objects.acount() == 0

    await Product.objects.acreate(name="Cup", price="8.00")

    response = await async_client.get("/api/products/")
    assert [row["name"] for row in response.json()] == ["Cup"]


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_g33_the_marks_may_stand_in_the_other_order(
    async_client: AsyncAPIClient,
) -> None:
    assert await Product.objects.acount() == 0
    await Product.objects.acreate(name="Cup", price="8.00")

    response = await async_client.get("/api/products/")

    assert [row["name"] for row in response.json()] == ["Cup"]


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_g34_callbacks_run_on_commit(async_client: AsyncAPIClient) -> None:
    khan = await User.objects.acreate(username="khan", email="khan@example.com")
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    async_client.force_authenticate(user=khan)

    response = await async_client.post(
        "/api/orders/", {"lines": [{"product": mug.pk, "quantity": 2}]}
    )

    assert response.status_code == 201
    assert [message.to for message in mail.outbox] == [["khan@example.com"]]


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_g34_commits_are_real() -> None:
    ran: list[str] = []

    def create() -> None:
        assert not transaction.get_connection().in_atomic_block
        with transaction.atomic():
            transaction.on_commit(lambda: ran.append("callback"))
            ran.append("end of the block")

    await sync_to_async(create)()

    assert ran == ["end of the block", "callback"]


@pytest.mark.filterwarnings("ignore::restflow.test.CommitHooksWarning")
@pytest.mark.asyncio
@pytest.mark.django_db
async def test_g34_without_it_callbacks_do_not_run() -> None:
    ran: list[str] = []

    await sync_to_async(transaction.on_commit)(lambda: ran.append("callback"))

    assert ran == []


shared_client = AsyncAPIClient()


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_g35_a_client_is_used_by_a_first_test() -> None:
    await Product.objects.acreate(name="Mug", price="9.50")

    response = await shared_client.get("/api/products/")

    assert [row["name"] for row in response.json()] == ["Mug"]


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_g35_a_client_is_used_by_a_second_test() -> None:
    response = await shared_client.get("/api/products/")
    assert response.json() == []

    khan = await User.objects.acreate(username="khan")
    await shared_client.aforce_login(khan)
    response = await shared_client.get("/api/whoami/")
    assert response.json()["user"] == "khan"
    await shared_client.alogout()


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_g35_a_client_is_used_by_a_third_test() -> None:
    response = await shared_client.get("/api/whoami/")
    assert response.json()["user"] is None

    await Product.objects.acreate(name="Cup", price="8.00")

    response = await shared_client.get("/api/products/")
    assert [row["name"] for row in response.json()] == ["Cup"]
