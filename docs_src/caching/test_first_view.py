"""A cached view.

The second request is answered from the cache, and a header says so. When a new category
is committed, the stored response becomes invalid.
"""

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Category
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPIClient


@cache_response(ttl=300, rules=[InvalidationRule(Category)])  # [!]
def shelves(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"shelves": [shelf.name for shelf in Category.objects.all()]})


urlpatterns = [path("shelves/", shelves)]


@pytest.mark.urls(__name__)
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_it_is_stored_until_a_shelf_is_added(
    async_api_client: AsyncAPIClient,
) -> None:
    first = await async_api_client.get("/shelves/")
    second = await async_api_client.get("/shelves/")

    assert "stored" in first.headers["Cache-Status"]
    assert "hit" in second.headers["Cache-Status"]  # [!]
    assert len(second.queries) == 0

    await Category.objects.acreate(name="Mugs", slug="mugs")
    third = await async_api_client.get("/shelves/")

    assert third.json() == {"shelves": ["Mugs"]}  # [!]
