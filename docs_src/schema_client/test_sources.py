"""Where the schema comes from.

By default drf-spectacular makes it. You can also pass a dict, a file, or a URL of the
application, which the client fetches at its first call.
"""

import json
from pathlib import Path

import pytest

from products.models import Product
from restflow.test import AsyncSchemaClient

HEALTH = {
    "openapi": "3.1.0",
    "servers": [{"url": "https://shop.example.com/api"}],
    "paths": {"/health/": {"get": {"operationId": "health", "responses": {}}}},
}


@pytest.mark.asyncio
async def test_a_dict() -> None:
    response = await AsyncSchemaClient(HEALTH).call("health")
    assert response.json() == {"status": "ok"}


@pytest.mark.asyncio
async def test_a_file(tmp_path: Path) -> None:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(HEALTH))
    response = await AsyncSchemaClient(file).call("health")  # [!]
    assert response.status_code == 200


@pytest.mark.asyncio
async def test_what_is_no_schema() -> None:
    with pytest.raises(ValueError, match="/api/nowhere/ answered 404"):  # [!]
        await AsyncSchemaClient("/api/nowhere/").call("health")
    with pytest.raises(ValueError, match=r"its `openapi` is '2\.0'"):  # [!]
        await AsyncSchemaClient(HEALTH | {"openapi": "2.0"}).call("health")


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_drf_spectacular() -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    response = await AsyncSchemaClient().call("products_retrieve", id=mug.pk)  # [!]
    assert response.data["name"] == "Mug"
