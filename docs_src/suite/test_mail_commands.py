"""The shop confirms an order with one mail, and a refused order with none.

The command that fills the shop adds nothing when it runs again, and writes to nobody.
"""

from io import StringIO

from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command

from products.models import Product
from restflow.test import AsyncAPITestCase


class MailTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        await sync_to_async(call_command)("seed", stdout=StringIO())

    async def test_an_order_is_confirmed(self) -> None:
        self.client.force_authenticate(await User.objects.aget(username="alice"))
        mug = await Product.objects.aget(name="Mug")

        for quantity, status in [(0, 400), (2, 201)]:
            lines = [{"product": mug.pk, "quantity": quantity}]
            response = await self.client.post("/api/orders/", {"lines": lines})
            self.assertEqual(response.status_code, status)

        self.assertEqual(
            [message.to for message in mail.outbox], [["alice@example.com"]]
        )
        self.assertIn("2 x Mug", mail.outbox[0].body)

    async def test_the_shop_is_filled_once(self) -> None:
        before = await Product.objects.acount()

        await sync_to_async(call_command)("seed", stdout=StringIO())

        self.assertEqual(await Product.objects.acount(), before)
        self.assertEqual(mail.outbox, [])
