"""One test for many cases, as a function.

`parametrize` makes a test of each case, with its own transaction and an id that the
report shows. Let the id say what is wrong with the case.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User

from products.models import Category
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param({"name": ""}, "name", id="no name"),  # [!]
        pytest.param({"price": "-1"}, "price", id="negative price"),
        pytest.param({"price": "free"}, "price", id="price in words"),
        pytest.param({"category": 0}, "category", id="no such category"),
    ],
)
async def test_a_product_is_refused(
    async_api_client: AsyncAPIClient,
    request: pytest.FixtureRequest,
    change: dict[str, Any],
    field: str,
) -> None:
    async_api_client.force_authenticate(await User.objects.acreate(username="alice"))
    mug = {"name": "Mug", "price": "9.50"}

    response = await async_api_client.post("/api/products/", mug | change)

    assert response.status_code == 400
    assert list(response.json()) == [field]
    print(request.node.name)


@pytest.mark.parametrize("slug", ["mugs", "cups"])
async def test_each_case_has_its_own_rows(slug: str) -> None:
    await Category.objects.acreate(name=slug.title(), slug=slug)

    assert await Category.objects.acount() == 1  # [!]
