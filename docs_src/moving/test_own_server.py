"""From your own live server to a fixture.

The fixture `live_asgi_server` replaces the thread, the loop that waits for the port,
and the code that empties the database. It rolls back. The test stays the same.
"""

import threading
import time
from collections.abc import Iterator

import httpx2
import pytest
import uvicorn
from django.core.asgi import get_asgi_application

from products.models import Product
from restflow.test import LiveASGIServer


@pytest.fixture
def own_server(transactional_db: None) -> Iterator[str]:
    config = uvicorn.Config(get_asgi_application(), port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.mark.asyncio
async def test_before(own_server: str) -> None:
    await Product.objects.acreate(name="Mug", price="9.50")

    async with httpx2.AsyncClient(base_url=own_server) as client:
        response = await client.get("/api/products/")

    assert [row["name"] for row in response.json()] == ["Mug"]


@pytest.mark.asyncio
async def test_after(live_asgi_server: LiveASGIServer) -> None:  # [!]
    await Product.objects.acreate(name="Mug", price="9.50")

    async with httpx2.AsyncClient(base_url=live_asgi_server.url) as client:
        response = await client.get("/api/products/")

    assert [row["name"] for row in response.json()] == ["Mug"]
