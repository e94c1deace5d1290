"""A client and a request factory, as fixtures.

Installing restflow is enough: there is nothing to import and no conftest.py to write.
Each test gets its own client, which knows nothing of another test.
"""

import pytest

from project.views import echo
from restflow.test import AsyncAPIClient, AsyncAPIRequestFactory


@pytest.mark.asyncio
async def test_a_client(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.post("/api/echo/", {"name": "Mug"})
    assert response.json()["body"] == '{"name":"Mug"}'


@pytest.mark.asyncio
async def test_a_request_factory(async_api_rf: AsyncAPIRequestFactory) -> None:
    request = async_api_rf.get("/anywhere/", headers={"X-Tenant": "acme"})
    response = await echo(request)
    assert b'"x-tenant": "acme"' in response.content
