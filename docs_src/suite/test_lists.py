"""The shop's list of products shows what was asked for, and nothing else.

Each line of the table is a query, and the products that it finds, in order.
"""

import pytest

from products.models import Category, Product
from restflow.test import AsyncAPIClient

FOUND = {
    "": ["Mug", "Old mug", "Notebook", "Gift card"],
    "?active=true": ["Mug", "Notebook", "Gift card"],
    "?active=false": ["Old mug"],
    "?category=kitchen": ["Mug", "Old mug"],
    "?category=kitchen&category=office": ["Mug", "Old mug", "Notebook"],
    "?category=office&active=false": [],
    "?category=garden": [],
}


@pytest.fixture(autouse=True)
def products(db: None) -> None:
    kitchen = Category.objects.create(name="Kitchen", slug="kitchen")
    office = Category.objects.create(name="Office", slug="office")
    Product.objects.create(name="Mug", price="9.50", category=kitchen)
    Product.objects.create(name="Old mug", price="5", category=kitchen, active=False)
    Product.objects.create(name="Notebook", price="4.20", category=office)
    Product.objects.create(name="Gift card", price="25.00")


@pytest.mark.asyncio
@pytest.mark.parametrize(("query", "names"), FOUND.items())
async def test_products(
    query: str, names: list[str], async_api_client: AsyncAPIClient
) -> None:
    response = await async_api_client.get(f"/api/products/{query}")

    assert [row["name"] for row in response.json()] == names
