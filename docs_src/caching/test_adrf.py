"""Cached asynchronous views.

The decorator accepts coroutine functions: beneath adrf's `@api_view`, and on the
methods of its view-sets.
"""

import pytest
from adrf.decorators import api_view
from adrf.viewsets import ViewSet
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from products.models import Category
from restflow.caching import CachedResponse, InvalidationRule, cache_response
from restflow.test import AsyncAPIClient

cached = cache_response(ttl=300, rules=[InvalidationRule(Category)])


@api_view(["GET"])  # type: ignore[untyped-decorator]  # adrf has no types
@cached  # [!]
async def count(request: Request) -> Response:
    return Response({"shelves": await Category.objects.acount()})


class ShelfViewSet(ViewSet):
    @cached  # [!]
    async def list(self, request: Request) -> Response:
        return Response([shelf.name async for shelf in Category.objects.all()])


urlpatterns = [
    path("count/", count),
    path("shelves/", ShelfViewSet.as_view({"get": "list"})),
]


@pytest.mark.urls(__name__)
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_they_are_cached(async_api_client: AsyncAPIClient) -> None:
    for url, nothing in [("/count/", {"shelves": 0}), ("/shelves/", [])]:
        await async_api_client.get(url)
        response = await async_api_client.get(url)
        assert isinstance(response, CachedResponse)
        assert response.data == nothing  # [!]

    await Category.objects.acreate(name="Mugs", slug="mugs")

    assert (await async_api_client.get("/count/")).json() == {"shelves": 1}
    assert (await async_api_client.get("/shelves/")).json() == ["Mugs"]
