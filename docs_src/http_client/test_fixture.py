"""The client as a fixture.

`async_http_client` is opened before the test, and closed after it. The application sees
the rows of the test, and they are rolled back.
"""

import asyncio

import pytest

from products.models import Product
from restflow.test import AsyncHTTPClient


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_application_sees_the_rows_of_the_test(
    async_http_client: AsyncHTTPClient,
) -> None:
    await Product.objects.acreate(name="Mug", price="9.50")

    response = await async_http_client.get("/api/products/")

    assert [row["name"] for row in response.json()] == ["Mug"]


@pytest.mark.asyncio
async def test_several_requests_at_a_time(async_http_client: AsyncHTTPClient) -> None:
    paths = ["/api/health/", "/api/nowhere/", "/api/whoami/"]

    found = await asyncio.gather(*map(async_http_client.get, paths))

    assert [response.status_code for response in found] == [200, 404, 200]
