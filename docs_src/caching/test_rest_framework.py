"""Where the decorator goes in Django REST framework.

Beneath `@api_view` and `@action`, and on the methods of a view-set. There it runs after
authentication, permissions and throttling, so nobody sees a response that they may not
see.
"""

import pytest
from django.contrib.auth.models import User
from django.urls import include, path
from rest_framework.decorators import action, api_view
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.viewsets import ViewSet

from products.models import Category
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPIClient

cached = cache_response(ttl=300, rules=[InvalidationRule(Category)], public=True)


@api_view(["GET"])
@cached  # [!]
def count(request: Request) -> Response:
    return Response({"shelves": Category.objects.count()})


class ShelfViewSet(ViewSet):
    @cached  # [!]
    def list(self, request: Request) -> Response:
        return Response({"first": Category.objects.values("name").first()})

    @action(detail=False, permission_classes=[IsAuthenticated])
    @cached  # [!]
    def names(self, request: Request) -> Response:
        return Response([shelf.name for shelf in Category.objects.all()])


router = SimpleRouter()
router.register("shelves", ShelfViewSet, basename="shelf")
urlpatterns = [path("count/", count), path("", include(router.urls))]
alice, bob = User(username="alice", pk=1), User(username="bob", pk=2)


@pytest.mark.urls(__name__)
@pytest.mark.django_db
@pytest.mark.asyncio
@pytest.mark.parametrize("url", ["/count/", "/shelves/", "/shelves/names/"])
async def test_each_is_cached(async_api_client: AsyncAPIClient, url: str) -> None:
    with async_api_client.as_user(alice):
        await async_api_client.get(url)
    with async_api_client.as_user(bob):
        response = await async_api_client.get(url)
    assert "hit" in response.headers["Cache-Status"]

    anonymous = await async_api_client.get("/shelves/names/")
    assert anonymous.status_code == 401  # [!]
