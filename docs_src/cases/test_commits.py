"""The confirmation that is sent on commit.

A function that waits for `transaction.on_commit` never runs in a test that is rolled
back: the order is placed, and no mail is sent. There are two ways out, a fast one and a
slow one.
"""

from django.contrib.auth.models import User
from django.core import mail
from django.test import TestCase

from products.models import Product
from restflow.test import (
    AsyncAPIClient,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
)


async def order_two_mugs() -> None:
    alice = await User.objects.acreate(username="alice", email="alice@example.com")
    mug = await Product.objects.acreate(name="Mug", price="9.50")
    client = AsyncAPIClient()
    client.force_authenticate(alice)

    response = await client.post(
        "/api/orders/", {"lines": [{"product": mug.pk, "quantity": 2}]}
    )

    assert response.status_code == 201


class StockTests(TestCase):
    async def test_the_confirmation_is_never_sent(self) -> None:
        await order_two_mugs()
        self.assertEqual(mail.outbox, [])  # [!]


class RolledBackTests(AsyncAPITestCase):
    run_commit_hooks = True  # [!]

    async def test_the_confirmation_is_sent(self) -> None:
        await order_two_mugs()
        print(mail.outbox[0].body)


class CommittedTests(AsyncAPITransactionTestCase):
    async def test_the_confirmation_is_sent(self) -> None:
        await order_two_mugs()
        self.assertEqual(len(mail.outbox), 1)
