"""A cached page that shows each product with its category."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Category, Product
from restflow.caching import InvalidationRule, cache_response
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


@cache_response(ttl=3600, rules=[InvalidationRule(Product)])
def shelves(request: HttpRequest) -> JsonResponse:
    products = Product.objects.select_related("category")
    return JsonResponse({one.name: str(one.category) for one in products})


class ShelfTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("shelves/", shelves)]
    run_commit_hooks = True

    async def test_a_category_gets_another_name(self) -> None:
        cups = await Category.objects.acreate(name="Cups", slug="cups")
        await Product.objects.acreate(name="Mug", price="9.50", category=cups)
        await self.client.get("/shelves/")

        cups.name = "Cups and mugs"
        await cups.asave()
        response = await self.client.get("/shelves/")

        self.assertEqual(response.json(), {"Mug": "Cups and mugs"})
