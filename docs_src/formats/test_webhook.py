"""A signed webhook.

A body that is encoded already is sent unchanged, with the `content_type` that you name.
The signature is a header.
"""

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.models import User

from orders.models import Order
from restflow.test import AsyncAPITestCase


class PaymentTests(AsyncAPITestCase):
    order: Order
    body: bytes

    @classmethod
    def setUpTestData(cls) -> None:
        cls.order = Order.objects.create(user=User.objects.create_user("alice"))
        cls.body = b'{"event": "payment.succeeded", "order": %d}' % cls.order.pk

    async def test_a_signed_event_marks_the_order_as_paid(self) -> None:
        key = settings.WEBHOOK_SECRET.encode()
        signature = hmac.new(key, self.body, hashlib.sha256).hexdigest()

        response = await self.client.post(
            "/api/webhooks/payments/",
            self.body,
            content_type="application/json",  # [!]
            headers={"X-Signature": f"sha256={signature}"},  # [!]
        )

        self.assertEqual(response.status_code, 200)
        await self.order.arefresh_from_db()
        self.assertEqual(self.order.status, Order.Status.PAID)

    async def test_a_forged_event_is_refused(self) -> None:
        signature = hmac.new(b"a guess", self.body, hashlib.sha256).hexdigest()

        response = await self.client.post(
            "/api/webhooks/payments/",
            self.body,
            content_type="application/json",
            headers={"X-Signature": f"sha256={signature}"},
        )

        self.assertEqual(response.status_code, 401)
        await self.order.arefresh_from_db()
        self.assertEqual(self.order.status, Order.Status.PENDING)
