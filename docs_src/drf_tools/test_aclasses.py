"""Coroutine tests in the classes of Django REST framework, and in those of restflow.

In an `async def` test `APIClient` can't call a view that uses the database, nor any
asynchronous view. `self.async_client` is Django's client, without `format=` and
`force_authenticate`.
"""

from asgiref.sync import sync_to_async
from django.db import transaction
from rest_framework.test import APITestCase

from restflow.test import (
    AsyncAPIClient,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
)


def order(mails: list[str]) -> None:
    with transaction.atomic():
        transaction.on_commit(lambda: mails.append("Thank you"))


class TrapTests(APITestCase):
    async def test_api_client(self) -> None:
        with self.assertRaisesMessage(RuntimeError, "cannot use AsyncToSync"):
            self.client.get("/api/health/")  # [!]
        with self.assertRaisesMessage(Exception, "call this from an async context"):
            self.client.get("/api/categories/")  # [!]

    async def test_async_client(self) -> None:
        self.assertFalse(hasattr(self.async_client, "force_authenticate"))  # [!]
        response = await self.async_client.put("/api/echo/", {"name": "Mug"})
        self.assertEqual(response.json()["body"], "{'name': 'Mug'}")  # [!]


class SimpleTests(AsyncAPISimpleTestCase):
    async def test_no_database(self) -> None:
        self.assertIsInstance(self.client, AsyncAPIClient)  # [!]
        self.assertEqual((await self.client.get("/api/health/")).status_code, 200)
        with self.assertRaisesMessage(AssertionError, "queries to 'default' are not"):
            await self.client.get("/api/categories/")


class RolledBackTests(AsyncAPITestCase):
    async def test_hooks_do_not_run(self) -> None:
        mails: list[str] = []
        with self.captureOnCommitCallbacks(execute=True):  # [!]
            await sync_to_async(order)(mails)
            self.assertEqual(mails, [])
        self.assertEqual(mails, ["Thank you"])


class FaithfulTests(AsyncAPITestCase):
    run_commit_hooks = True  # [!]

    async def test_hooks_run(self) -> None:
        mails: list[str] = []
        await sync_to_async(order)(mails)
        self.assertEqual(mails, ["Thank you"])


class CommittedTests(AsyncAPITransactionTestCase):
    async def test_hooks_run(self) -> None:
        mails: list[str] = []
        await sync_to_async(order)(mails)
        self.assertEqual(mails, ["Thank you"])  # [!]
