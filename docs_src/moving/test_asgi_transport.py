"""From httpx's `ASGITransport` to `AsyncHTTPClient`.

httpx's transport does not start the application. restflow's client starts it and shuts
it down. Requests and responses are the same.
"""

from typing import Any

import httpx2
import pytest
from django.core.asgi import get_asgi_application

from restflow.test import AsyncHTTPClient

django = get_asgi_application()
pool: list[str] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        if not pool:
            raise RuntimeError("The pool is not open.")
        await django(scope, receive, send)
        return
    for phase, connections in (("startup", ["connection"]), ("shutdown", [])):
        await receive()
        pool[:] = connections
        await send({"type": f"lifespan.{phase}.complete"})


@pytest.mark.asyncio
async def test_before() -> None:
    transport = httpx2.ASGITransport(application)
    url = "http://testserver"
    async with httpx2.AsyncClient(transport=transport, base_url=url) as client:
        with pytest.raises(RuntimeError, match="The pool is not open"):
            await client.get("/api/health/")  # [!]


@pytest.mark.asyncio
async def test_after() -> None:
    async with AsyncHTTPClient(app=application) as client:  # [!]
        response = await client.get("/api/health/")

    assert response.json() == {"status": "ok"}


@pytest.mark.asyncio
async def test_as_a_fixture(async_http_client: httpx2.AsyncClient) -> None:
    response = await async_http_client.get("/api/health/")

    assert response.json() == {"status": "ok"}
