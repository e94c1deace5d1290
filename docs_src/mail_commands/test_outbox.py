"""The mail outbox, in test cases.

In tests mail goes to `mail.outbox`, whatever backend is configured. Each test has
another list, so a list that you kept from before gets no mail.
"""

from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.test import TestCase

from orders.services import place_order
from products.models import Product
from restflow.test import AsyncAPITestCase


class OutboxTests(TestCase):
    kept: list[EmailMessage]

    @classmethod
    def setUpClass(cls) -> None:
        # As `from django.core.mail import outbox` does at the top of a file.
        cls.kept = mail.outbox
        super().setUpClass()

    def test_a_confirmation(self) -> None:
        alice = User.objects.create(username="alice", email="alice@example.com")
        mug = Product.objects.create(name="Mug", price="9.50")

        with self.captureOnCommitCallbacks(execute=True):  # [!]
            place_order(alice, [{"product": mug, "quantity": 2}])

        self.assertEqual(len(mail.outbox), 1)
        self.assertEqual(mail.outbox[0].to, ["alice@example.com"])
        self.assertIn("Total: 19.00", mail.outbox[0].body)

    def test_the_trap(self) -> None:
        before = len(self.kept)
        mail.send_mail("Hello", "", None, ["alice@example.com"])
        self.assertEqual(len(self.kept), before)  # [!]
        self.assertEqual(len(mail.outbox), 1)

    def test_a_mail_to_nobody_is_no_mail(self) -> None:
        self.assertEqual(mail.send_mail("Hello", "", None, []), 0)
        self.assertEqual(mail.outbox, [])


class AsyncOutboxTests(AsyncAPITestCase):
    run_commit_hooks = True  # [!]

    async def test_a_confirmation(self) -> None:
        alice = await User.objects.acreate(username="alice", email="alice@example.com")
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(alice)

        data = {"lines": [{"product": mug.pk, "quantity": 2}]}
        await self.client.post("/api/orders/", data)

        self.assertEqual(mail.outbox[0].to, ["alice@example.com"])
        self.assertIn("Total: 19.00", mail.outbox[0].body)
