"""Rows and database of the comparison.

`rows` is how many rows to add before the first and the second call. `using` names the
database whose queries are compared.
"""

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Product
from restflow.test import AsyncAPIClient, assert_constant_queries


async def archive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"rows": await Product.objects.using("archive").acount()})


urlpatterns = [path("archive/", archive)]


async def add_products(number: int) -> None:
    for _ in range(number):
        await Product.objects.using("archive").acreate(name="Mug", price="9.50")


@pytest.mark.urls(__name__)
@pytest.mark.django_db(databases=["default", "archive"])
@pytest.mark.asyncio
async def test_the_archive(async_api_client: AsyncAPIClient) -> None:
    await assert_constant_queries(
        lambda: async_api_client.get("/archive/"),
        add_products,
        rows=5,  # [!]
        using="archive",  # [!]
    )
