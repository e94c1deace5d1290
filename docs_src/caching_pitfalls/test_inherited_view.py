"""Views that share a handler.

Two views inherit `get`, and show different things. A key made of the function
and its arguments is the same for both.
"""

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views import View

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient


class Shelf(View):
    name = "everything"

    def get(self, request: HttpRequest, page: int) -> JsonResponse:
        return JsonResponse({"shelf": self.name, "page": page})


class NaiveShelf(Shelf):
    def get(self, request: HttpRequest, page: int) -> Any:
        key = f"NaiveShelf.get:{page}"
        return cache.get_or_set(key, lambda: Shelf.get(self, request, page))


class NaiveSale(NaiveShelf):
    name = "sale"


class CarefulShelf(Shelf):
    get = cache_response(ttl=60)(Shelf.get)  # [!]


class CarefulSale(CarefulShelf):
    name = "sale"


urlpatterns = [
    path("naive/shelf/<int:page>/", NaiveShelf.as_view()),
    path("naive/sale/<int:page>/", NaiveSale.as_view()),
    path("shelf/<int:page>/", CarefulShelf.as_view()),
    path("sale/<int:page>/", CarefulSale.as_view()),
]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_the_function_is_not_enough(async_api_client: AsyncAPIClient) -> None:
    async def shelf_at(url: str) -> object:
        return (await async_api_client.get(url)).json()["shelf"]

    assert await shelf_at("/naive/shelf/1/") == "everything"
    assert await shelf_at("/naive/sale/1/") == "everything"  # [!]

    assert await shelf_at("/shelf/1/") == "everything"
    assert await shelf_at("/sale/1/") == "sale"
