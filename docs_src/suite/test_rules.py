"""The shop refuses an order that it can't deliver.

Each case has one mistake, and the code of the error that tells the customer so.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User

from orders.models import Order
from products.models import Product
from restflow.test import AsyncAPIClient


@pytest.mark.django_db
@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        pytest.param("quantity", 0, "min_value", id="nothing"),
        pytest.param("quantity", "many", "invalid", id="no number"),
        pytest.param("product", 0, "does_not_exist", id="unknown product"),
        pytest.param("product", None, "null", id="no product"),
    ],
)
async def test_a_line_is_refused(
    field: str, value: Any, code: str, async_api_client: AsyncAPIClient
) -> None:
    async_api_client.force_authenticate(await User.objects.acreate(username="alice"))
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    line = {"product": mug.pk, "quantity": 1} | {field: value}

    response = await async_api_client.post("/api/orders/", {"lines": [line]})

    assert response.status_code == 400
    [error] = response.data["lines"][0][field]
    assert error.code == code
    assert not await Order.objects.aexists()
