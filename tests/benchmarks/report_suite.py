"""The suite of `bench_report.py`: tests of the sample project, two requests in each.

Half of them are coroutines. Every test stores a few products, changes one, and reads a
list of thirty rows.
"""

from __future__ import annotations

import os
from itertools import count

import pytest
from rest_framework.test import APIClient

from products.models import Category, Product
from restflow.test import AsyncAPIClient

ROWS = 30
TESTS = int(os.environ["BENCHMARK_TIMES"]) // 2


# No list is like another one, so that the report has to hold all of them.
made = count()


def stored() -> list[Product]:
    batch = next(made)
    category = Category.objects.create(name="Cups", slug="cups")
    return Product.objects.bulk_create(
        Product(name=f"Cup {number} of {batch}", price=number, category=category)
        for number in range(ROWS)
    )


@pytest.fixture
def products(db: None) -> list[Product]:  # noqa: ARG001  (it brings the database)
    return stored()


@pytest.mark.parametrize("number", range(TESTS // 2))
def test_products(number: int, products: list[Product]) -> None:
    client = APIClient()
    path = f"/api/products/{products[number % ROWS].pk}/"
    assert client.patch(path, {"name": f"Mug {number}"}).status_code == 401
    assert client.get("/api/products/").status_code == 200


@pytest.mark.parametrize("number", range(TESTS // 2))
async def test_products_async(number: int, products: list[Product]) -> None:
    client = AsyncAPIClient()
    path = f"/api/products/{products[number % ROWS].pk}/"
    assert (await client.patch(path, {"name": f"Mug {number}"})).status_code == 401
    assert (await client.get("/api/products/")).status_code == 200
