"""Orders, whose confirmation is sent on commit, and payments."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings
from django.contrib.auth.models import User
from django.core import mail

from orders.models import Order
from products.models import Product
from restflow.test import AsyncAPITestCase, AsyncAPITransactionTestCase


class OrderTests(AsyncAPITransactionTestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        self.khan = await User.objects.acreate(username="khan", email="khan@shop.test")
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(user=self.khan)

    async def test_an_order_is_confirmed_on_commit(self) -> None:
        lines = [{"product": self.mug.pk, "quantity": 2}]
        response = await self.client.post("/api/orders/", {"lines": lines})
        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.data["total"], "19.00")
        self.assertIn("2 x Mug", mail.outbox[0].body)

    async def test_an_empty_order_is_refused(self) -> None:
        response = await self.client.post("/api/orders/", {"lines": []})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(mail.outbox, [])

    async def test_an_order_is_cancelled(self) -> None:
        order = await Order.objects.acreate(user=self.khan)
        response = await self.client.post(f"/api/orders/{order.pk}/cancel/")
        self.assertEqual(response.json()["status"], "cancelled")

    async def test_a_paid_order_is_not_cancelled(self) -> None:
        order = await Order.objects.acreate(user=self.khan, status="paid")
        response = await self.client.post(f"/api/orders/{order.pk}/cancel/")
        self.assertEqual(response.status_code, 409)

    async def test_the_orders_of_others_are_hidden(self) -> None:
        amina = await User.objects.acreate(username="amina")
        order = await Order.objects.acreate(user=amina)
        response = await self.client.get(f"/api/orders/{order.pk}/")
        self.assertEqual(response.status_code, 404)


class CapturedOrderTests(AsyncAPITestCase):
    async def test_the_confirmation_is_captured_and_sent(self) -> None:
        khan = await User.objects.acreate(username="khan", email="khan@shop.test")
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(user=khan)
        lines = [{"product": mug.pk, "quantity": 1}]

        with self.captureOnCommitCallbacks(execute=True) as callbacks:
            await self.client.post("/api/orders/", {"lines": lines})
            self.assertEqual(mail.outbox, [])

        self.assertEqual(len(callbacks), 1)
        self.assertEqual(mail.outbox[0].to, ["khan@shop.test"])


class PaymentTests(AsyncAPITestCase):
    async def asyncSetUp(self) -> None:
        await super().asyncSetUp()
        khan = await User.objects.acreate(username="khan")
        self.order = await Order.objects.acreate(user=khan)
        self.body = b'{"event": "payment.succeeded", "order": %d}' % self.order.pk

    async def test_a_signed_payment_is_noted(self) -> None:
        key = settings.WEBHOOK_SECRET.encode()
        signature = hmac.new(key, self.body, hashlib.sha256).hexdigest()
        response = await self.client.post(
            "/api/webhooks/payments/",
            data=self.body,
            content_type="application/json",
            HTTP_X_SIGNATURE=f"sha256={signature}",
        )
        self.assertEqual(response.data, {"order": self.order.pk, "status": "paid"})

    async def test_a_payment_without_a_signature_is_refused(self) -> None:
        response = await self.client.post(
            "/api/webhooks/payments/", data=self.body, content_type="application/json"
        )
        self.assertEqual(response.status_code, 401)
        await self.order.arefresh_from_db()
        self.assertEqual(self.order.status, "pending")
