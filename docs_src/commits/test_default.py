"""Callbacks by default.

`AsyncAPITestCase` rolls back, so no callback of `transaction.on_commit` runs, and a
warning names it. `AsyncAPITransactionTestCase` commits: callbacks run, and the tables
are emptied before the next test.
"""

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction

from products.models import Product
from restflow.test import AsyncAPITestCase, AsyncAPITransactionTestCase

told: list[str] = []


@transaction.atomic
def add_product() -> None:
    Product.objects.create(name="Mug", price="9.50")
    transaction.on_commit(lambda: told.append("There are mugs."))


@pytest.mark.filterwarnings("ignore::restflow.test.CommitHooksWarning")
class RolledBackTests(AsyncAPITestCase):
    def setUp(self) -> None:
        told.clear()

    async def test_nobody_is_told(self) -> None:
        await sync_to_async(add_product)()
        self.assertEqual(told, [])  # [!]

    async def test_the_row_is_rolled_back(self) -> None:
        await sync_to_async(add_product)()
        self.assertEqual(await Product.objects.acount(), 1)


class CommittedTests(AsyncAPITransactionTestCase):
    def setUp(self) -> None:
        told.clear()

    async def test_everybody_is_told(self) -> None:
        await sync_to_async(add_product)()
        self.assertEqual(told, ["There are mugs."])  # [!]

    async def test_the_table_is_emptied(self) -> None:
        await sync_to_async(add_product)()
        self.assertEqual(await Product.objects.acount(), 1)
