"""A customer orders two mugs, and gets a mail."""

from django.contrib.auth.models import User
from django.core import mail

from products.models import Product
from restflow.test import AsyncAPITestCase


class OrderTests(AsyncAPITestCase):
    async def test_the_customer_gets_a_mail(self) -> None:
        alice = await User.objects.acreate(username="alice", email="alice@example.com")
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(alice)

        response = await self.client.post(
            "/api/orders/", {"lines": [{"product": mug.pk, "quantity": 2}]}
        )

        self.assertEqual(response.status_code, 201)
        self.assertEqual(len(mail.outbox), 1)
