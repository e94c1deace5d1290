"""One story for three targets.

The test runs in process, on the live server with `--restflow-target=server`, and
against a deployed system with `--restflow-target=https://staging.example.com`. Against
an address only tests with the mark run, and the account has to exist.
"""

import os

import httpx2
import pytest
from django.contrib.auth.models import User

Account = dict[str, str]


@pytest.fixture
def account(restflow_target: str) -> Account:
    if restflow_target not in {"process", "server"}:  # [!]
        user, password = os.environ["SHOP_USER"], os.environ["SHOP_PASSWORD"]
        return {"username": user, "password": password}
    account = {"username": "alice", "password": "wonderland"}
    User.objects.create_user(**account)
    return account


@pytest.mark.live_target  # [!]
@pytest.mark.asyncio
async def test_a_product_from_beginning_to_end(
    async_http_client: httpx2.AsyncClient, account: Account
) -> None:
    shop = async_http_client
    response = await shop.post("/api/token/", json=account)
    shop.headers["Authorization"] = f"Token {response.json()['token']}"

    mug = await shop.post("/api/products/", json={"name": "Mug", "price": "9.50"})
    assert mug.status_code == 201
    address = f"/api/products/{mug.json()['id']}/"
    assert (await shop.get(address)).json()["price"] == "9.50"

    # Where nothing is rolled back, a story tidies up.
    assert (await shop.delete(address)).status_code == 204
    assert (await shop.get(address)).status_code == 404


@pytest.mark.asyncio
async def test_no_business_of_a_deployed_system(
    async_http_client: httpx2.AsyncClient, restflow_target: str
) -> None:
    assert restflow_target in {"process", "server"}
    assert (await async_http_client.get("/api/health/")).status_code == 200
