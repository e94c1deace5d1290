"""What `verify_hits` compares.

Responses are compared by status and content. Rows are compared column by column: to
Django, rows with one primary key are equal, whatever is in them.
"""

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Product
from restflow.caching import cache_response, cache_result
from restflow.caching.testing import StaleHitError, verify_hits
from restflow.test import AsyncAPIClient

pytestmark = [
    pytest.mark.urls(__name__),
    pytest.mark.run_commit_hooks,
    pytest.mark.django_db,
    pytest.mark.asyncio,
]
stock: dict[str, int] = {}


@cache_response(ttl=60)
async def shelf(request: HttpRequest) -> JsonResponse:
    return JsonResponse(stock)


urlpatterns = [path("shelf/", shelf)]


async def test_a_response(async_api_client: AsyncAPIClient) -> None:
    stock["Mug"] = 3
    await async_api_client.get("/shelf/")
    with verify_hits():
        await async_api_client.get("/shelf/")

        stock["Mug"] = 2
        with pytest.raises(StaleHitError) as caught:  # [!]
            await async_api_client.get("/shelf/")
    print(caught.value)


@cache_result(ttl=60)
async def products() -> list[Product]:
    return [product async for product in Product.objects.all()]


async def test_rows() -> None:
    await Product.objects.acreate(name="Mug", price="9.50")
    await products()
    await Product.objects.aupdate(name="Cup")
    assert await products() == [await Product.objects.aget()]

    with verify_hits(), pytest.raises(StaleHitError) as caught:  # [!]
        await products()
    print(caught.value)
