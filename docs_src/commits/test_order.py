"""Which hooks run, and when.

No hook runs at a savepoint, or for a block that is rolled back. The hooks run in order
when the outermost block of the application has ended.
"""

from asgiref.sync import sync_to_async
from django.db import transaction

from products.models import Category
from restflow.test import AsyncAPITestCase

done: list[str] = []


def note(what: str) -> None:
    transaction.on_commit(lambda: done.append(what))


def place_order() -> None:
    with transaction.atomic():
        note("mail the customer")
        try:
            with transaction.atomic():
                note("charge the card")
                Category.objects.create(pk="not a number")
        except ValueError:
            note("ask for another card")
        done.append("still in the block")


def take_it_back() -> None:
    with transaction.atomic():
        note("mail the customer")
        transaction.set_rollback(True)


class OrderTests(AsyncAPITestCase):
    run_commit_hooks = True

    def setUp(self) -> None:
        done.clear()

    async def test_after_the_outermost_block(self) -> None:
        await sync_to_async(place_order)()
        self.assertEqual(
            done, ["still in the block", "mail the customer", "ask for another card"]
        )

    async def test_not_when_it_is_rolled_back(self) -> None:
        await sync_to_async(take_it_back)()
        self.assertEqual(done, [])
