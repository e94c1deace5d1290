"""A commit hook that raises.

Its error is raised where the block ends, and later hooks do not run. The error of a
robust hook is logged, and later hooks run.
"""

from django.db import IntegrityError, transaction

from products.models import Category
from restflow.test import AsyncAPITestCase

ran: list[str] = []


def send_receipt() -> None:
    raise OSError("The mail server is down.")


def tell_stock() -> None:
    ran.append("stock")


def file_order() -> None:
    Category.objects.create(name="Orders", slug="orders")


def order(*, robust: bool) -> None:
    with transaction.atomic():
        transaction.on_commit(send_receipt, robust=robust)
        transaction.on_commit(tell_stock)


class HookTests(AsyncAPITestCase):
    run_commit_hooks = True

    def setUp(self) -> None:
        ran.clear()

    def test_the_block_raises(self) -> None:
        with self.assertRaisesMessage(OSError, "The mail server is down."):  # [!]
            order(robust=False)
        self.assertEqual(ran, [])

    def test_a_robust_hook_is_logged(self) -> None:
        with self.assertLogs("django.db.backends.base", "ERROR") as logged:  # [!]
            order(robust=True)
        self.assertIn("The mail server is down.", logged.output[0])
        self.assertEqual(ran, ["stock"])

    def test_an_error_of_the_database_is_raised_alike(self) -> None:
        with transaction.atomic():
            transaction.on_commit(file_order)
        with self.assertRaises(IntegrityError), transaction.atomic():  # [!]
            transaction.on_commit(file_order)
            Category.objects.create(name="Mugs", slug="mugs")

        # What the block has written stays: it was committed before.
        self.assertEqual(Category.objects.count(), 2)
