"""Several databases.

A test names the databases that it uses, and is rolled back in each of them. A query to
any other database is an error, in any thread.
"""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from products.models import Product
from restflow.test import AsyncAPITestCase


class ArchiveTests(AsyncAPITestCase):
    databases = {"default", "archive"}  # [!]

    async def test_archive_the_mug(self) -> None:
        await Product.objects.using("archive").acreate(name="Mug", price="9.50")
        self.assertEqual(await Product.objects.using("archive").acount(), 1)

    async def test_archive_the_mug_once_more(self) -> None:
        await Product.objects.using("archive").acreate(name="Mug", price="9.50")
        self.assertEqual(await Product.objects.using("archive").acount(), 1)

    async def test_hooks_belong_to_a_database(self) -> None:
        async with self.captureOnCommitCallbacks(using="archive") as hooks:
            await sync_to_async(transaction.on_commit)(print, using="archive")
        self.assertEqual(hooks, [print])


class DefaultTests(AsyncAPITestCase):
    async def test_the_archive_is_closed(self) -> None:
        with self.assertRaisesRegex(Exception, "queries to 'archive' are not allowed"):
            await Product.objects.using("archive").acount()  # [!]


@pytest.mark.django_db(databases=["default", "archive"])
@pytest.mark.asyncio
async def test_the_same_as_a_function() -> None:
    await Product.objects.using("archive").acreate(name="Mug", price="9.50")
    assert await Product.objects.using("archive").acount() == 1
