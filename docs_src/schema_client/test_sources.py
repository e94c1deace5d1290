"""Where the schema comes from.

From drf-spectacular where nothing is said; otherwise from a dict, from a file, or from
a URL of the application, which the client asks at its first call.
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


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_drf_spectacular() -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    response = await AsyncSchemaClient().call("products_retrieve", id=mug.pk)  # [!]
    assert response.data["name"] == "Mug"
