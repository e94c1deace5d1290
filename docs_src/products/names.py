"""The names of all categories, kept in the cache."""

import json

from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.text import slugify
from django.views.decorators.csrf import csrf_exempt

from products.models import Category

KEY = "category-names"


@csrf_exempt
async def category_names(request: HttpRequest) -> HttpResponse:
    """List the names from the cache, or add one and have the list made anew."""
    if request.method == "POST":
        try:
            name = str(json.loads(request.body)["name"])
        except (ValueError, KeyError, TypeError):
            return HttpResponse("A name is needed.", status=400)
        await sync_to_async(add_category)(name)
        return HttpResponse(status=201)

    names = await cache.aget(KEY)
    if names is None:
        names = [category.name async for category in Category.objects.all()]
        await cache.aset(KEY, names)
    return JsonResponse({"names": names})


@transaction.atomic
def add_category(name: str) -> None:
    """Add a category, and forget the cached names once it is committed."""
    Category.objects.create(name=name, slug=slugify(name))
    transaction.on_commit(forget_names)


def forget_names() -> None:
    """Have the next request make the list."""
    cache.delete(KEY)
