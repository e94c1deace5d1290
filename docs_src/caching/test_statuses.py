"""Storing other responses than 200.

With `statuses`, the 404 for a missing product is stored as well, until somebody creates
the product. So is a redirect that never changes.
"""

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Product
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPIClient

OF_THE_PRODUCT = InvalidationRule(Product, pk="number")


@cache_response(
    ttl=300,
    rules=[OF_THE_PRODUCT],
    statuses=[200, 404],  # [!]
    stale=60,
    tags=["catalogue"],
)
async def product(request: HttpRequest, number: int) -> JsonResponse:
    found = await Product.objects.filter(pk=number).afirst()
    if found is None:
        return JsonResponse({"detail": "No such product."}, status=404)
    return JsonResponse({"name": found.name})


urlpatterns = [path("products/<int:number>/", product)]


@pytest.mark.urls(__name__)
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_a_product_that_is_not_there_yet(
    async_api_client: AsyncAPIClient,
) -> None:
    await async_api_client.get("/products/1/")
    missing = await async_api_client.get("/products/1/")
    assert missing.status_code == 404
    assert "hit" in missing.headers["Cache-Status"]  # [!]

    await Product.objects.acreate(pk=1, name="Mug", price="9.50")

    found = await async_api_client.get("/products/1/")
    assert found.json() == {"name": "Mug"}
