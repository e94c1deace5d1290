"""The shop sends a signal for each order.

A warehouse or a newsletter can listen to `post_save`. It hears once of each order that
was placed, and never of one that was refused.
"""

from unittest import mock

from django.contrib.auth.models import User
from django.db.models.signals import post_save

from orders.models import Order
from products.models import Product
from restflow.test import AsyncAPITestCase


class SignalTests(AsyncAPITestCase):
    run_commit_hooks = True

    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.client.force_authenticate(await User.objects.acreate(username="khan"))
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.receiver = mock.Mock()
        post_save.connect(self.receiver, sender=Order)
        self.addCleanup(post_save.disconnect, self.receiver, sender=Order)

    async def test_an_order_that_was_placed(self) -> None:
        lines = [{"product": self.mug.pk, "quantity": 2}]
        response = await self.client.post("/api/orders/", {"lines": lines})

        self.receiver.assert_called_once()
        order = self.receiver.call_args.kwargs["instance"]
        self.assertEqual(order.pk, response.json()["id"])

    async def test_an_order_that_was_refused(self) -> None:
        response = await self.client.post("/api/orders/", {"lines": []})

        self.assertEqual(response.status_code, 400)
        self.receiver.assert_not_called()
