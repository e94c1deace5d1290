"""Invalidation with a real commit.

In a test that commits, the cache is told when the transaction ends, as in production.
In Django's test case the transaction never commits, and the old list is served.
"""

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.test import TestCase
from django.urls import path

from products.models import Category
from restflow.caching import InvalidationRule, cache_response
from restflow.test import (
    AsyncAPIClient,
    AsyncAPITransactionTestCase,
    URLPatternsTestCase,
)


@cache_response(ttl=60, rules=[InvalidationRule(Category)])
async def names(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"names": [each.name async for each in Category.objects.all()]})


class StockTests(TestCase):
    async def test_the_old_list_is_served(self) -> None:
        self.addCleanup(cache.clear)
        client = AsyncAPIClient()
        await client.get("/api/category-names/")
        await client.post("/api/category-names/", {"name": "Mugs"})

        response = await client.get("/api/category-names/")

        self.assertEqual(response.json(), {"names": []})  # [!]


class CommittedTests(URLPatternsTestCase, AsyncAPITransactionTestCase):
    urlpatterns = [path("names/", names)]

    async def test_the_new_list_is_served(self) -> None:
        await self.client.get("/names/")
        await Category.objects.acreate(name="Mugs", slug="mugs")

        response = await self.client.get("/names/")
        self.assertEqual(response.json(), {"names": ["Mugs"]})  # [!]

        response = await self.client.get("/names/")
        self.assertIn("hit", response.headers["Cache-Status"])
