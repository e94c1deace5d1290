"""The same as functions of pytest, with fixtures of the user's own."""

from __future__ import annotations

import asyncio

import pytest
from django.contrib.auth.models import User
from django.core import mail

from products.models import Product
from restflow.test import AsyncAPIClient


@pytest.mark.asyncio
async def test_health(async_client: AsyncAPIClient) -> None:
    response = await async_client.get("/api/health/")
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.asyncio
async def test_a_redirect(async_client: AsyncAPIClient) -> None:
    response = await async_client.get("/api/health", follow=True)
    assert response.redirect_chain == [("/api/health/", 301)]


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/api/orders/", "/api/profile/"])
async def test_strangers_are_turned_away(
    path: str, async_client: AsyncAPIClient
) -> None:
    response = await async_client.get(path)
    assert response.status_code == 401


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_a_product_of_an_async_fixture(
    async_client: AsyncAPIClient, mug: Product
) -> None:
    response = await async_client.get(f"/api/products/{mug.pk}/")
    assert response.json()["name"] == "Mug"


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_a_user_of_a_plain_fixture(
    async_client: AsyncAPIClient, khan: User
) -> None:
    assert await async_client.alogin(username="khan", password="s3cret")
    response = await async_client.get("/api/profile/")
    assert response.json()["email"] == khan.email


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_there_is_nothing_of_the_others(async_client: AsyncAPIClient) -> None:
    response = await async_client.get("/api/products/")
    assert response.json() == []
    assert not await User.objects.aexists()


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_create_change_and_delete(
    async_client: AsyncAPIClient, khan: User
) -> None:
    async_client.force_authenticate(user=khan)
    response = await async_client.post(
        "/api/products/", {"name": "Cup", "price": "8.00"}
    )
    assert response.status_code == 201
    url = f"/api/products/{response.json()['id']}/"
    response = await async_client.patch(url, {"price": "7.00"})
    assert response.json()["price"] == "7.00"
    response = await async_client.delete(url)
    assert response.status_code == 204
    assert await Product.objects.acount() == 0


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_a_validation_error(async_client: AsyncAPIClient, khan: User) -> None:
    await async_client.aforce_login(khan)
    response = await async_client.post("/api/products/", {"price": "8.00"})
    assert response.status_code == 400
    assert response.data == {"name": ["This field is required."]}


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_csrf_is_checked_if_asked_for(khan: User) -> None:
    browser = AsyncAPIClient(enforce_csrf_checks=True)
    await browser.aforce_login(khan)
    response = await browser.post("/api/products/", {"name": "Cup", "price": "8.00"})
    assert response.status_code == 403


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_an_export_is_streamed(
    async_client: AsyncAPIClient, mug: Product
) -> None:
    response = await async_client.get("/api/exports/products.csv")
    lines = [line async for line in response.streaming_content]
    assert lines[1:] == [f"{mug.pk},Mug,9.50,True,\r\n".encode()]


@pytest.mark.asyncio
@pytest.mark.django_db
async def test_requests_at_the_same_time(
    async_client: AsyncAPIClient, mug: Product
) -> None:
    url = f"/api/products/{mug.pk}/"
    responses = await asyncio.gather(*(async_client.get(url) for _ in range(3)))
    assert [response.json()["name"] for response in responses] == ["Mug"] * 3


@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_a_confirmation_is_sent_on_commit(
    async_client: AsyncAPIClient, khan: User, mug: Product
) -> None:
    async_client.force_authenticate(user=khan)
    lines = [{"product": mug.pk, "quantity": 2}]
    response = await async_client.post("/api/orders/", {"lines": lines})
    assert response.status_code == 201
    assert mail.outbox[0].to == ["khan@example.com"]


@pytest.mark.urls("tests.guide.shop")
@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)
async def test_a_cached_list_is_made_anew(
    async_client: AsyncAPIClient, mug: Product
) -> None:
    before = await async_client.get("/api/products/")
    await mug.adelete()
    after = await async_client.get("/api/products/")
    assert before.json() == {"names": ["Mug"]}
    assert after.json() == {"names": []}
