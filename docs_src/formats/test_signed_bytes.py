"""Sign the bytes that are sent.

The client does not encode a dict as `json.dumps` does, and one space makes a right
signature wrong. Encode once, sign those bytes, and send those bytes.
"""

import hashlib
import hmac
import json

from django.conf import settings
from django.contrib.auth.models import User

from orders.models import Order
from restflow.test import AsyncAPITestCase


class SignatureTests(AsyncAPITestCase):
    event: dict[str, object]
    body: bytes
    headers: dict[str, str]

    @classmethod
    def setUpTestData(cls) -> None:
        order = Order.objects.create(user=User.objects.create_user("alice"))
        cls.event = {"event": "payment.succeeded", "order": order.pk}
        cls.body = json.dumps(cls.event).encode()
        key = settings.WEBHOOK_SECRET.encode()
        digest = hmac.new(key, cls.body, hashlib.sha256).hexdigest()
        cls.headers = {"X-Signature": f"sha256={digest}"}

    async def test_a_dict_is_encoded_in_other_bytes(self) -> None:
        response = await self.client.post(
            "/api/webhooks/payments/", self.event, headers=self.headers
        )
        self.assertEqual(response.status_code, 401)  # [!]

    async def test_bytes_are_sent_as_they_were_signed(self) -> None:
        response = await self.client.post(
            "/api/webhooks/payments/",
            self.body,  # [!]
            content_type="application/json",
            headers=self.headers,
        )
        self.assertEqual(response.status_code, 200)
