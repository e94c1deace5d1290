"""Two answers that differ, in a function of pytest.

The client is a fixture of your own, and `transaction=True` commits the write.
"""

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Product
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPIClient


@cache_response(ttl=300, rules=[InvalidationRule(Product)])
async def products(request: HttpRequest) -> JsonResponse:
    names = [product.name async for product in Product.objects.all()]
    return JsonResponse({"names": names})


urlpatterns = [path("api/products/", products)]


@pytest.fixture
def async_client() -> AsyncAPIClient:
    return AsyncAPIClient()


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
@pytest.mark.django_db(transaction=True)  # [!]
async def test_a_commit(async_client: AsyncAPIClient) -> None:
    before = await async_client.get("/api/products/")
    await Product.objects.acreate(name="Mug", price="9.50")
    after = await async_client.get("/api/products/")
    assert before.json() == {"names": []}
    assert after.json() == {"names": ["Mug"]}  # [!]
