"""What the guide's shop has and the sample project lacks: answers that are cached."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Product
from restflow.caching import InvalidationRule, cache_response, cache_result

rules = [InvalidationRule(Product)]


@cache_response(ttl=300, rules=rules)
async def product_list(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer from the cache until a product is written."""
    names = [product.name async for product in Product.objects.all()]
    return JsonResponse({"names": names})


@cache_result(ttl=300, rules=rules)
def product_names() -> list[str]:
    """Return the same, in synchronous code."""
    return [product.name for product in Product.objects.all()]


urlpatterns = [path("api/products/", product_list)]
