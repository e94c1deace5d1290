"""A nested write, and a query for each line.

A related field looks up its object by itself. An order of a hundred lines makes a
hundred queries before anything is written, although one would be enough.
"""

from typing import Any

from django.contrib.auth.models import User
from django.urls import include, path
from rest_framework import serializers
from rest_framework.generics import CreateAPIView

from orders.services import place_order
from products.models import Product
from project.urls import api_urlpatterns
from restflow.test import (
    AsyncAPITestCase,
    GrowingQueriesError,
    URLPatternsTestCase,
    assert_constant_queries,
)


class LineSerializer(serializers.Serializer[Any]):
    product = serializers.IntegerField()
    quantity = serializers.IntegerField(min_value=1)


class BasketSerializer(serializers.Serializer[Any]):
    lines = LineSerializer(many=True, allow_empty=False, write_only=True)

    def validate_lines(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        wanted = {line["product"] for line in lines}
        found = Product.objects.in_bulk(wanted)  # [!]
        if wanted - found.keys():
            raise serializers.ValidationError("There is no such product.")
        return [line | {"product": found[line["product"]]} for line in lines]

    def create(self, validated_data: dict[str, Any]) -> Any:
        return place_order(self.context["request"].user, **validated_data)


def add(number: int) -> None:
    Product.objects.bulk_create(Product(name="Mug", price=1) for _ in range(number))


class LineTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path("api/", include(api_urlpatterns)),
        path("baskets/", CreateAPIView.as_view(serializer_class=BasketSerializer)),
    ]

    async def order(self, url: str) -> None:
        keys = Product.objects.values_list("pk", flat=True)
        lines = [{"product": key, "quantity": 1} async for key in keys]
        response = await self.client.post(url, {"lines": lines})
        self.assertEqual(response.status_code, 201)

    async def asyncSetUp(self) -> None:
        self.client.force_authenticate(await User.objects.acreate(username="alice"))

    async def test_the_trap(self) -> None:
        async with self.captureOnCommitCallbacks():
            with self.assertRaisesRegex(GrowingQueriesError, "products_product"):  # [!]
                await assert_constant_queries(lambda: self.order("/api/orders/"), add)

    async def test_one_query_for_all(self) -> None:
        async with self.captureOnCommitCallbacks():
            await assert_constant_queries(lambda: self.order("/baskets/"), add)
