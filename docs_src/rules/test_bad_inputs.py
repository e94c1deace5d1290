"""A table of invalid data.

Each line changes one field of data that is accepted, and names the error that must
follow. The code of an error stays the same when somebody improves or translates its
text.
"""

from typing import Any

import pytest

from products.models import Product
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]

GOOD = {"name": "Mug", "price": "9.50", "category": None}
BAD = [
    ("name", "", "blank"),
    ("name", None, "null"),
    ("name", "x" * 201, "max_length"),
    ("price", "-1", "min_value"),
    ("price", "9.505", "max_decimal_places"),
    ("price", "cheap", "invalid"),
    ("category", "none", "does_not_exist"),
    ("active", "maybe", "invalid"),
]


async def test_the_good_one(admin_user: Any, async_api_client: AsyncAPIClient) -> None:
    async_api_client.force_authenticate(admin_user)
    response = await async_api_client.post("/api/products/", GOOD)
    assert response.status_code == 201  # [!]


@pytest.mark.parametrize(
    ("field", "value", "code"), BAD, ids=[f"{field}, {code}" for field, _, code in BAD]
)
async def test_a_bad_one(
    field: str,
    value: str | None,
    code: str,
    admin_user: Any,
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(admin_user)
    response = await async_api_client.post("/api/products/", GOOD | {field: value})

    assert response.status_code == 400
    errors = {
        name: [error.code for error in found] for name, found in response.data.items()
    }
    assert errors == {field: [code]}  # [!]
    assert not await Product.objects.aexists()
