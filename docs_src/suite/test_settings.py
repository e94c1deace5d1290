"""The shop accepts payments under its current secret only.

After a change of `WEBHOOK_SECRET`, an event that was signed with the old secret is
refused.
"""

from django.contrib.auth.models import User
from django.test import override_settings

from orders.models import Order
from orders.webhooks import sign
from restflow.test import AsyncAPITestCase


class SecretTests(AsyncAPITestCase):
    async def test_a_new_secret_ends_the_old_one(self) -> None:
        khan = await User.objects.acreate(username="khan")
        order = await Order.objects.acreate(user=khan)
        body = b'{"event": "payment.succeeded", "order": %d}' % order.pk
        old = sign(body)

        with override_settings(WEBHOOK_SECRET="new"):
            self.assertEqual(await self.pay(body, old), 401)
            await order.arefresh_from_db()
            self.assertEqual(order.status, Order.Status.PENDING)

            self.assertEqual(await self.pay(body, sign(body)), 200)
            await order.arefresh_from_db()
            self.assertEqual(order.status, Order.Status.PAID)

    async def pay(self, body: bytes, signature: str) -> int:
        response = await self.client.post(
            "/api/webhooks/payments/",
            body,
            content_type="application/json",
            headers={"X-Signature": signature},
        )
        return response.status_code
