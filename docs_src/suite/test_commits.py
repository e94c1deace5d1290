"""The shop confirms an order when it is committed.

The customer gets one mail with the total. An order that fails leaves no mail and no
rows.
"""

from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core import mail
from django.db import IntegrityError

from orders.models import Order
from orders.services import place_order
from products.models import Product
from restflow.test import AsyncAPITestCase


class ConfirmationTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.khan = await User.objects.acreate(username="khan", email="k@example.com")
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")

    async def test_a_customer_gets_a_mail(self) -> None:
        self.client.force_authenticate(user=self.khan)
        lines = [{"product": self.mug.pk, "quantity": 2}]
        with self.captureOnCommitCallbacks(execute=True):
            await self.client.post("/api/orders/", {"lines": lines})
            self.assertEqual(mail.outbox, [])

        [message] = mail.outbox
        self.assertEqual(message.to, ["k@example.com"])
        self.assertIn("Total: 19.00", message.body)

    async def test_an_order_that_fails_leaves_nothing(self) -> None:
        with self.assertRaises(IntegrityError):
            await sync_to_async(place_order)(
                self.khan, [{"product": self.mug, "quantity": -1}]
            )

        self.assertEqual(mail.outbox, [])
        self.assertFalse(await Order.objects.aexists())
