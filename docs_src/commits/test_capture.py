"""Commit hooks captured in an asynchronous test.

Django's `captureOnCommitCallbacks` looks at the connection of the event loop's thread,
where nothing happens. It finds no hook, and the cache is never cleared. restflow's
version finds the hook.
"""

from asgiref.sync import sync_to_async
from django.db.transaction import on_commit
from django.test import TestCase
from django.utils.translation import get_language, override

from products.names import forget_names
from restflow.test import AsyncAPIClient, AsyncAPITestCase


class StockTests(TestCase):
    async def test_nothing_is_captured(self) -> None:
        self.addCleanup(forget_names)
        client = AsyncAPIClient()
        await client.get("/api/category-names/")

        with self.captureOnCommitCallbacks(execute=True) as hooks:
            await client.post("/api/category-names/", {"name": "Mugs"})

        self.assertEqual(hooks, [])  # [!]
        response = await client.get("/api/category-names/")
        self.assertEqual(response.json(), {"names": []})


class CaptureTests(AsyncAPITestCase):
    async def test_hooks_run_when_the_block_ends(self) -> None:
        await self.client.get("/api/category-names/")

        async with self.captureOnCommitCallbacks(execute=True) as hooks:  # [!]
            await self.client.post("/api/category-names/", {"name": "Mugs"})

        self.assertEqual(hooks, [forget_names])
        response = await self.client.get("/api/category-names/")
        self.assertEqual(response.json(), {"names": ["Mugs"]})

    async def test_hooks_see_the_language_of_the_block(self) -> None:
        seen: list[str | None] = []
        with override("de"), self.captureOnCommitCallbacks(execute=True):
            await sync_to_async(on_commit)(lambda: seen.append(get_language()))

        self.assertEqual(seen, ["de"])  # [!]

    async def test_the_block_may_be_a_plain_one(self) -> None:
        with self.captureOnCommitCallbacks() as hooks:
            await self.client.post("/api/category-names/", {"name": "Mugs"})

        self.assertEqual(hooks, [forget_names])
