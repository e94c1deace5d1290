"""Each page of a list is cached.

The query is part of the key, so each page has its own entry. A new row changes the
pages and their number, so all entries become invalid.
"""

import pytest
from adrf.viewsets import ReadOnlyModelViewSet
from django.urls import path
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from products.models import Category
from products.serializers import CategorySerializer
from restflow.caching import CachedResponse, InvalidationRule, cache_response
from restflow.test import AsyncAPIClient


class TwoEach(PageNumberPagination):
    page_size = 2


class ShelfViewSet(ReadOnlyModelViewSet):
    queryset = Category.objects.order_by("pk")
    serializer_class = CategorySerializer
    pagination_class = TwoEach

    @cache_response(ttl=300, rules=[InvalidationRule(Category)])  # [!]
    async def alist(self, request: Request) -> Response:
        response: Response = await super().alist(request)
        return response


urlpatterns = [path("shelves/", ShelfViewSet.as_view({"get": "alist"}))]


@pytest.mark.urls(__name__)
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_each_page_is_an_entry(async_api_client: AsyncAPIClient) -> None:
    for name in ("mugs", "pots", "jugs"):
        await Category.objects.acreate(name=name, slug=name)

    async def names(page: int) -> tuple[list[str], int, bool]:
        response = await async_api_client.get("/shelves/", {"page": page})
        body = response.json()
        shown = [row["name"] for row in body["results"]]
        return shown, body["count"], isinstance(response, CachedResponse)

    assert await names(1) == (["mugs", "pots"], 3, False)
    assert await names(1) == (["mugs", "pots"], 3, True)  # [!]
    assert await names(2) == (["jugs"], 3, False)

    await Category.objects.acreate(name="cups", slug="cups")

    assert await names(2) == (["jugs", "cups"], 4, False)  # [!]
    assert await names(1) == (["mugs", "pots"], 4, False)
