"""From drf-restflow: the test cases.

Both libraries can run this file. The test cases of drf-restflow are Django's with
another client: in a coroutine they do not do what is tested here.
"""

import asyncio

import httpx2
import pytest
from django.contrib.auth.models import User

from products.models import Category
from restflow.test import (
    AsyncAPIClient,
    AsyncAPILiveServerTestCase,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
)


class CaseTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.prepared = True

    async def test_async_set_up_is_called(self) -> None:
        self.assertTrue(self.prepared)

    async def test_async_client_is_of_the_library_too(self) -> None:
        self.assertIs(type(self.async_client), AsyncAPIClient)

    async def test_queries_are_counted(self) -> None:
        with self.assertNumQueries(1):
            await Category.objects.acount()

    async def test_commit_hooks_are_captured(self) -> None:
        with self.captureOnCommitCallbacks(execute=True) as hooks:
            await self.client.post("/api/category-names/", {"name": "Mugs"})
        self.assertEqual(len(hooks), 1)

    async def test_a_thread_sees_the_rows_of_the_test(self) -> None:
        await Category.objects.acreate(name="Mugs", slug="mugs")
        self.assertEqual(await asyncio.to_thread(Category.objects.count), 1)


class SimpleCaseTests(AsyncAPISimpleTestCase):
    def test_logout_needs_no_database(self) -> None:
        self.client.logout()


class LiveServerTests(AsyncAPILiveServerTestCase):
    def test_the_server_is_an_asgi_server(self) -> None:
        response = httpx2.get(f"{self.live_server_url}/api/health/")
        server, _, _ = response.headers["Server"].partition("/")
        self.assertEqual(server, "uvicorn")


@pytest.mark.django_db
@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["alice", "bob"])
async def test_a_function_is_rolled_back(name: str) -> None:
    await User.objects.acreate_user(name)
    assert await User.objects.acount() == 1
