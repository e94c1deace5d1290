"""One event loop for a whole module.

Each test has its own event loop, unless the mark names a wider scope. With a wider
scope tests can share what is bound to a loop, such as a connection pool.
"""

import asyncio

import pytest

from restflow.test import AsyncAPIClient

pytestmark = pytest.mark.asyncio(loop_scope="module")  # [!]

loops: set[asyncio.AbstractEventLoop] = set()


@pytest.mark.parametrize("path", ["/api/health/", "/api/echo/"])
async def test_it_answers(path: str, async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get(path)
    loops.add(asyncio.get_running_loop())

    assert response.status_code == 200
    assert len(loops) == 1
