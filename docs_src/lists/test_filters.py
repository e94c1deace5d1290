"""Filter, order and search.

Each line names all rows that the answer must have, in order. So a list that is not
filtered fails, and so does one that is filtered too much.
"""

import pytest
from adrf.viewsets import ModelViewSet
from django.urls import path
from rest_framework.filters import OrderingFilter, SearchFilter

from products.filters import ProductFilter
from products.models import Category, Product
from products.serializers import ProductSerializer
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class ShelfViewSet(ModelViewSet):
    queryset = Product.objects.select_related("category")
    serializer_class = ProductSerializer
    filter_backends = [ProductFilter, SearchFilter, OrderingFilter]
    search_fields = ["name", "category__name"]
    ordering_fields = ["price", "name"]


urlpatterns = [path("products/", ShelfViewSet.as_view({"get": "alist"}))]


@pytest.fixture(autouse=True)
def _products(db: None) -> None:
    mugs = Category.objects.create(name="Mugs", slug="mugs")
    Product.objects.create(name="Blue mug", price="9.50", category=mugs)
    Product.objects.create(name="Red cup", price="7.00", category=mugs, active=False)
    Product.objects.create(name="Blue tea", price="3.00")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("category=mugs", "Blue mug, Red cup"),
        ("active=false", "Red cup"),
        ("ordering=price", "Blue tea, Red cup, Blue mug"),
        ("ordering=-price", "Blue mug, Red cup, Blue tea"),
        ("search=mug", "Blue mug, Red cup"),
        ("search=blue+mug", "Blue mug"),
        ("search=blue&ordering=price", "Blue tea, Blue mug"),
        ("search=saucer", ""),
    ],
)
async def test_found(query: str, names: str, async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get(f"/products/?{query}")

    assert ", ".join(row["name"] for row in response.json()) == names  # [!]
