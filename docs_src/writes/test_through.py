"""Many-to-many with a `through` model.

`Order.products` goes through `OrderLine`, which has a quantity. A `ModelSerializer`
makes such a field read-only: what is sent is dropped, and the answer is 201.
"""

from typing import Any

from adrf.serializers import ModelSerializer
from django.contrib.auth.models import User
from django.urls import include, path
from rest_framework import generics
from rest_framework.serializers import BaseSerializer

from orders.models import Order, OrderLine
from products.models import Product
from project.urls import api_urlpatterns
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class HastySerializer(ModelSerializer):
    class Meta:
        model = Order
        fields = ["id", "products"]


class HastyView(generics.CreateAPIView[Order]):
    serializer_class = HastySerializer

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        serializer.save(user=self.request.user)


class ThroughTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path("api/", include(api_urlpatterns)),
        path("hasty/", HastyView.as_view()),
    ]

    async def asyncSetUp(self) -> None:
        self.mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(await User.objects.acreate(username="alice"))

    async def test_the_trap(self) -> None:
        response = await self.client.post("/hasty/", {"products": [self.mug.pk]})

        self.assertEqual(response.status_code, 201)
        self.assertEqual(response.json()["products"], [])  # [!]

    async def test_the_model_in_between(self) -> None:
        lines = [{"product": self.mug.pk, "quantity": 2}]
        async with self.captureOnCommitCallbacks():
            response = await self.client.post("/api/orders/", {"lines": lines})

        order = await Order.objects.aget(pk=response.json()["id"])
        self.assertEqual(
            [product async for product in order.products.all()], [self.mug]
        )
        self.assertEqual((await OrderLine.objects.aget()).quantity, 2)
