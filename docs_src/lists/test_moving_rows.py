"""Rows that move from page to page.

Somebody adds or deletes a row between two pages. Page numbers and offsets count from
the start, so the reader sees a row twice, or never. A cursor goes on where it was.
"""

from functools import partial

import pytest
from django.urls import path
from rest_framework import pagination

from products.models import Product
from products.views import ProductViewSet
from restflow.test import AsyncAPIClient


class Numbers(pagination.PageNumberPagination):
    page_size = 2


class Offsets(pagination.LimitOffsetPagination):
    default_limit = 2


class Cursors(pagination.CursorPagination):
    page_size = 2
    ordering = "-id"


STYLES = {"numbers": Numbers, "offsets": Offsets, "cursors": Cursors}
newest = Product.objects.select_related("category").order_by("-id")
view = partial(ProductViewSet.as_view, {"get": "alist"}, queryset=newest)
urlpatterns = [
    path(f"{name}/", view(pagination_class=style)) for name, style in STYLES.items()
]

pytestmark = [pytest.mark.django_db, pytest.mark.asyncio, pytest.mark.urls(__name__)]


async def names(client: AsyncAPIClient, url: str) -> tuple[str, str]:
    page = (await client.get(url)).json()
    return "".join(row["name"] for row in page["results"]), page["next"]


@pytest.fixture(autouse=True)
def _products(db: None) -> None:
    Product.objects.bulk_create(Product(name=name, price=1) for name in "abcd")


@pytest.mark.parametrize(
    ("style", "added", "deleted"),
    [
        ("numbers", "dccb", "dca"),
        ("offsets", "dccb", "dca"),
        ("cursors", "dcba", "dcba"),
    ],
)
async def test_what_the_reader_sees(
    style: str, added: str, deleted: str, async_api_client: AsyncAPIClient
) -> None:
    first, url = await names(async_api_client, f"/{style}/")

    await Product.objects.acreate(name="e", price=1)
    second, _ = await names(async_api_client, url)
    assert first + second == added  # [!]

    await Product.objects.filter(name__in="de").adelete()
    second, _ = await names(async_api_client, url)
    assert first + second == deleted  # [!]
