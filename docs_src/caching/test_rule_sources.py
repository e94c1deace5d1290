"""Where a rule finds its values.

From the name of an argument, with attributes after dots, or from a function that gets
all arguments. In a view, the arguments are those of the URL and `request`.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Product, Review
from restflow.caching import InvalidationRule, cache_response, cache_result
from restflow.test import AsyncAPIClient


@cache_result(ttl=300, rules=[InvalidationRule(Review, product="product.pk")])  # [!]
def stars(product: Product) -> list[int]:
    return [review.stars for review in Review.objects.filter(product=product)]


def asked(arguments: Mapping[str, Any]) -> int:
    return int(arguments["request"].GET["of"])


@cache_response(ttl=300, rules=[InvalidationRule(Review, product=asked)])  # [!]
def reviews(request: HttpRequest) -> JsonResponse:
    found = Review.objects.filter(product=int(request.GET["of"]))
    return JsonResponse({"stars": [review.stars for review in found]})


urlpatterns = [path("reviews/", reviews)]


@pytest.mark.urls(__name__)
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_both_see_the_new_review(async_api_client: AsyncAPIClient) -> None:
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    assert await sync_to_async(stars)(mug) == []
    await async_api_client.get("/reviews/", {"of": mug.pk})

    await Review.objects.acreate(product=mug, stars=4)

    assert await sync_to_async(stars)(mug) == [4]
    response = await async_api_client.get("/reviews/", {"of": mug.pk})
    assert response.json() == {"stars": [4]}
