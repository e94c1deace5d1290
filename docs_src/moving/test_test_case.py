"""From Django's `TestCase` to `AsyncAPITestCase`.

In a coroutine, `TestCase` captures no commit hook, cannot count queries, and never
calls `asyncSetUp`. In `AsyncAPITestCase` the same lines work.
"""

from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation
from django.test import TestCase

from products.names import forget_names
from restflow.test import AsyncAPITestCase


class BeforeTests(TestCase):
    async def asyncSetUp(self) -> None:
        raise NotImplementedError  # [!]

    async def test_log_in(self) -> None:
        await User.objects.acreate_user("alice", password="wonderland")
        with self.assertRaises(SynchronousOnlyOperation):
            self.client.login(username="alice", password="wonderland")  # [!]

    async def test_capture_hooks(self) -> None:
        with self.captureOnCommitCallbacks(execute=True) as hooks:
            await self.async_client.post(
                "/api/category-names/", '{"name": "Mugs"}', "application/json"
            )
        self.assertEqual(hooks, [])  # [!]

    async def test_count_queries(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation), self.assertNumQueries(1):
            await self.async_client.get("/api/products/")  # [!]


class AfterTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        await User.objects.acreate_user("alice", password="wonderland")

    async def test_log_in(self) -> None:
        await self.client.alogin(username="alice", password="wonderland")
        response = await self.client.get("/api/whoami/")
        self.assertEqual(response.data["user"], "alice")  # [!]

    async def test_capture_hooks(self) -> None:
        with self.captureOnCommitCallbacks(execute=True) as hooks:
            await self.client.post("/api/category-names/", {"name": "Mugs"})
        self.assertEqual(hooks, [forget_names])  # [!]

    async def test_count_queries(self) -> None:
        with self.assertNumQueries(1):  # [!]
            await self.client.get("/api/products/")
