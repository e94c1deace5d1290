"""Tests of a cache that pass and should not.

A test that is rolled back never tells the cache, and Django's capture looks at a
connection without hooks. With restflow a read after a write is computed, and the hooks
are found.
"""

from asgiref.sync import sync_to_async
from django.core.cache import cache
from django.db import transaction
from django.test import TestCase

from products.models import Product
from restflow.caching import InvalidationRule, cache_result
from restflow.test import AsyncAPITestCase


async def stock_names() -> list[str]:
    if (names := cache.get("names")) is None:
        names = [product.name async for product in Product.objects.all()]
        cache.set("names", names)
    return list(names)


async def add(name: str) -> None:
    await Product.objects.acreate(name=name, price="9.50")
    await sync_to_async(transaction.on_commit)(lambda: cache.delete("names"))


class StockTests(TestCase):
    async def test_nobody_tells_the_cache(self) -> None:
        self.addCleanup(cache.clear)
        await stock_names()
        with self.captureOnCommitCallbacks(execute=True) as hooks:
            await add("Mug")

        self.assertEqual(hooks, [])  # [!]
        self.assertEqual(await stock_names(), [])  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Product)])
async def names() -> list[str]:
    return [product.name async for product in Product.objects.all()]


class CachingTests(AsyncAPITestCase):
    async def test_a_read_after_the_write_computes(self) -> None:
        await names()
        await Product.objects.acreate(name="Mug", price="9.50")

        self.assertEqual(await names(), ["Mug"])

    async def test_what_is_captured_tells_the_cache(self) -> None:
        async with self.captureOnCommitCallbacks(execute=True):  # [!]
            await Product.objects.acreate(name="Mug", price="9.50")

        await names()
        hits = names.cache_info().hits
        self.assertEqual(await names(), ["Mug"])
        self.assertEqual(names.cache_info().hits, hits + 1)
