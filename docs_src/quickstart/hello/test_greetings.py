import pytest

from restflow.test import AsyncAPIClient


@pytest.mark.asyncio
async def test_a_greeting(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.post("/greetings/", {"name": "Ada"})

    assert response.status_code == 200
    assert response.json() == {"greeting": "Hello Ada"}
