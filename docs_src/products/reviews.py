"""How many stars a product has, kept in the cache until somebody reviews it."""

from asgiref.sync import sync_to_async
from django.db.models import Avg
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from products.models import Review
from restflow.caching import InvalidationRule, cache_result


@cache_result(ttl=3600, rules=[InvalidationRule(Review, product="product_id")])
def average_stars(product_id: int) -> float | None:
    """Return the average of the reviews of a product, or None if there are none."""
    reviews = Review.objects.filter(product=product_id)
    average: float | None = reviews.aggregate(average=Avg("stars"))["average"]
    return average


@require_safe
async def product_stars(request: HttpRequest, pk: int) -> JsonResponse:
    """Say how many stars a product has."""
    return JsonResponse({"stars": await sync_to_async(average_stars)(pk)})
