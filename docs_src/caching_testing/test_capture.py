"""Invalidation when captured hooks are run.

Until the hooks run, calls that depend on the write bypass the cache. Afterwards results
are stored again. In an asynchronous test Django's capture finds no hook, and runs none.
"""

from django.core.cache import cache
from django.test import TestCase

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from restflow.test import AsyncAPIClient, AsyncAPITestCase


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
async def names() -> list[str]:
    return [category.name async for category in Category.objects.all()]


class StockTests(TestCase):
    async def test_no_hook_is_found(self) -> None:
        self.addCleanup(cache.clear)
        client = AsyncAPIClient()
        await client.get("/api/category-names/")
        with self.captureOnCommitCallbacks(execute=True):
            await client.post("/api/category-names/", {"name": "Mugs"})

        response = await client.get("/api/category-names/")

        self.assertEqual(response.json(), {"names": []})  # [!]


class CaptureTests(AsyncAPITestCase):
    async def test_the_hook_tells_the_cache(self) -> None:
        self.assertEqual(await names(), [])
        before = names.cache_info()

        async with self.captureOnCommitCallbacks(execute=True):  # [!]
            await Category.objects.acreate(name="Mugs", slug="mugs")
            self.assertEqual(await names(), ["Mugs"])
            self.assertEqual(names.cache_info().bypasses, before.bypasses + 1)

        self.assertEqual(await names(), ["Mugs"])
        self.assertEqual(await names(), ["Mugs"])
        self.assertEqual(names.cache_info().hits, before.hits + 1)
