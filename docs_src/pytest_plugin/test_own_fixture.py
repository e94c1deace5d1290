"""A fixture of your own.

A fixture takes `async_api_client`, sets certain headers or a certain user, and returns
it. Only the tests that ask for the fixture are affected.
"""

import pytest

from restflow.test import AsyncAPIClient


@pytest.fixture
def tenant_client(async_api_client: AsyncAPIClient) -> AsyncAPIClient:
    async_api_client.credentials(headers={"X-Tenant": "acme"})  # [!]
    return async_api_client


@pytest.mark.asyncio
async def test_with_the_header(tenant_client: AsyncAPIClient) -> None:
    response = await tenant_client.get("/api/echo/")
    assert response.json()["headers"]["x-tenant"] == "acme"


@pytest.mark.asyncio
async def test_without(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get("/api/echo/")
    assert "x-tenant" not in response.json()["headers"]
