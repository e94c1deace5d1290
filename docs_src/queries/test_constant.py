"""Queries that grow with the rows.

With one row, one query looks like one query for each row. And a fixed number has to be
changed again and again. This test compares a call with itself.
"""

from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Category, Product
from restflow.test import (
    AsyncAPITestCase,
    GrowingQueriesError,
    URLPatternsTestCase,
    assert_constant_queries,
)


def prices(request: HttpRequest) -> JsonResponse:
    rows = Product.objects.all()
    if "joined" in request.GET:
        rows = rows.select_related("category")
    shelves = [row.category.name for row in rows if row.category]  # [!]
    return JsonResponse({"shelves": shelves})


def add_products(number: int) -> None:
    mugs, _ = Category.objects.get_or_create(name="Mugs", slug="mugs")
    for _ in range(number):
        Product.objects.create(name="Mug", price="9.50", category=mugs)


class PriceTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("prices/", prices)]

    async def test_a_count_of_one_row_passes(self) -> None:
        await sync_to_async(add_products)(1)
        async with self.assertNumQueries(2):
            await self.client.get("/prices/")

    async def test_it_grows(self) -> None:
        with self.assertRaises(GrowingQueriesError) as caught:  # [!]
            await assert_constant_queries(
                lambda: self.client.get("/prices/"), add_products
            )
        print(caught.exception)

    async def test_it_is_constant(self) -> None:
        await assert_constant_queries(
            lambda: self.client.get("/prices/?joined"), add_products
        )
