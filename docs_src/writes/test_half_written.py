"""A nested write that fails half way.

The order is saved, and one line, and the next line is refused. The answer is 400, and
the rows stay. A test that looks only at the status does not notice.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import path
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from orders.models import Order, OrderLine
from products.models import Product
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


def place(user: Any, data: Any) -> None:
    order = Order.objects.create(user=user)
    for quantity in data["quantities"]:
        if quantity > 10:
            raise ValidationError({"quantity": [f"There are no {quantity} of them."]})
        OrderLine.objects.create(
            order=order, product=Product.objects.get(), quantity=quantity
        )


class HastyView(APIView):
    def post(self, request: Request) -> Response:
        place(request.user, request.data)
        return Response(status=201)


class CarefulView(APIView):
    def post(self, request: Request) -> Response:
        with transaction.atomic():  # [!]
            place(request.user, request.data)
        return Response(status=201)


class OrderTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path("hasty/", HastyView.as_view()),
        path("careful/", CarefulView.as_view()),
    ]

    async def asyncSetUp(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(await User.objects.acreate(username="alice"))

    async def test_the_trap(self) -> None:
        response = await self.client.post("/hasty/", {"quantities": [1, 11]})
        self.assertEqual(response.status_code, 400)
        self.assertEqual(await OrderLine.objects.acount(), 1)  # [!]

    async def test_all_or_nothing(self) -> None:
        response = await self.client.post("/careful/", {"quantities": [1, 11]})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(await Order.objects.aexists())  # [!]
