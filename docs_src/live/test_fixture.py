"""A live server for pytest.

`live_asgi_server` is a server that runs until pytest ends. The test may use the
database, and what the server writes is rolled back with the test.
"""

import httpx2
import pytest
from django.db import connection

from products.models import Product
from restflow.test import LiveASGIServer


def test_synchronous(live_asgi_server: LiveASGIServer) -> None:
    Product.objects.create(name="Mug", price="9.50")

    response = httpx2.get(live_asgi_server + "/api/products/")

    assert [row["name"] for row in response.json()] == ["Mug"]
    assert connection.in_atomic_block


@pytest.mark.asyncio
async def test_asynchronous(live_asgi_server: LiveASGIServer) -> None:
    await Product.objects.acreate(name="Lamp", price="30.00")

    async with httpx2.AsyncClient(base_url=live_asgi_server.url) as client:
        response = await client.get("/api/products/")

    assert [row["name"] for row in response.json()] == ["Lamp"]


@pytest.mark.django_db(transaction=True)  # [!]
def test_real_commits(live_asgi_server: LiveASGIServer) -> None:
    Product.objects.create(name="Sofa", price="450.00")
    assert not connection.in_atomic_block

    response = httpx2.get(live_asgi_server + "/api/products/")

    assert [row["name"] for row in response.json()] == ["Sofa"]


def test_the_address(live_asgi_server: LiveASGIServer) -> None:
    assert live_asgi_server.url.startswith("http://localhost:")
    assert str(live_asgi_server) == live_asgi_server.url
