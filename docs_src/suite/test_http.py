"""The shop lets visitors look, and change nothing.

The test knows nothing but HTTP and writes no rows, so it can also run against the shop
that is deployed.
"""

import httpx2
import pytest


@pytest.mark.live_target
@pytest.mark.asyncio
async def test_a_visitor_adds_no_product(async_http_client: httpx2.AsyncClient) -> None:
    mug = {"name": "A visitor's mug", "price": "9.50"}
    response = await async_http_client.post("/api/products/", json=mug)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    products = await async_http_client.get("/api/products/")
    assert mug["name"] not in [row["name"] for row in products.json()]


@pytest.mark.live_target
@pytest.mark.asyncio
async def test_a_visitor_sees_no_orders(async_http_client: httpx2.AsyncClient) -> None:
    response = await async_http_client.get("/api/orders/")

    assert response.status_code == 401
