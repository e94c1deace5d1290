"""From `async_client` and `async_rf` to restflow's fixtures.

The fixtures `async_client` and `async_rf` of pytest-django give you Django's client and
factory. A fixture of your own with the same name gives restflow's client to tests that
you have not moved yet.
"""

import json

import pytest
from django.test import AsyncClient, AsyncRequestFactory

from project.views import echo
from restflow.test import AsyncAPIClient, AsyncAPIRequestFactory

MUG = {"name": "Mug"}


class TestBefore:
    @pytest.mark.asyncio
    async def test_client(self, async_client: AsyncClient) -> None:
        body = json.dumps(MUG)
        response = await async_client.post("/api/echo/", body, "application/json")
        assert response.json()["body"] == '{"name": "Mug"}'

    @pytest.mark.asyncio
    async def test_factory(self, async_rf: AsyncRequestFactory) -> None:
        request = async_rf.post("/echo/", json.dumps(MUG), "application/json")
        assert json.loads((await echo(request)).content)["body"] == '{"name": "Mug"}'


class TestAfter:
    @pytest.mark.asyncio
    async def test_client(self, async_api_client: AsyncAPIClient) -> None:
        response = await async_api_client.post("/api/echo/", MUG)  # [!]
        assert response.json()["body"] == '{"name":"Mug"}'

    @pytest.mark.asyncio
    async def test_factory(self, async_api_rf: AsyncAPIRequestFactory) -> None:
        request = async_api_rf.post("/echo/", MUG)  # [!]
        assert json.loads((await echo(request)).content)["body"] == '{"name":"Mug"}'


class TestBetween:
    @pytest.fixture
    def async_client(self) -> AsyncAPIClient:
        return AsyncAPIClient()  # [!]

    @pytest.mark.asyncio
    async def test_a_test_that_is_as_it_was(self, async_client: AsyncAPIClient) -> None:
        body = json.dumps(MUG)
        response = await async_client.post(
            "/api/echo/", body, content_type="application/json"
        )
        assert response.json()["body"] == '{"name": "Mug"}'

    @pytest.mark.asyncio
    async def test_a_new_test(self, async_client: AsyncAPIClient) -> None:
        response = await async_client.post("/api/echo/", MUG)
        assert response.json()["body"] == '{"name":"Mug"}'
