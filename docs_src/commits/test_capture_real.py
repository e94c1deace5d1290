"""Captured hooks where transactions are real.

There the list has the hooks that ran in the block. A database that the test may not use
is refused: its hooks could not be captured.
"""

from django.db import transaction

from products.models import Category
from restflow.test import AsyncAPITransactionTestCase

told: list[str] = []


def tell() -> None:
    told.append("committed")


@transaction.atomic
def add_shelf() -> None:
    Category.objects.create(name="Mugs", slug="mugs")
    transaction.on_commit(tell)


class CaptureTests(AsyncAPITransactionTestCase):
    def test_the_hooks_that_ran(self) -> None:
        told.clear()
        with self.captureOnCommitCallbacks() as hooks:
            add_shelf()
            self.assertEqual(told, ["committed"])  # [!]
            transaction.on_commit(tell)

        self.assertEqual(hooks, [tell, tell])  # [!]

    def test_a_database_that_the_test_may_not_use(self) -> None:
        with self.assertRaisesMessage(AssertionError, "Add 'archive' to"):  # [!]
            self.captureOnCommitCallbacks(using="archive")
