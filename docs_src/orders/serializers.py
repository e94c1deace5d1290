"""How orders look in JSON."""

from typing import Any

from adrf.serializers import ModelSerializer
from asgiref.sync import sync_to_async
from rest_framework import serializers

from orders.models import Order, OrderLine
from orders.services import place_order
from products.models import Product


class OrderLineSerializer(ModelSerializer):
    """A line of an order."""

    product = serializers.PrimaryKeyRelatedField(
        queryset=Product.objects.filter(active=True)
    )

    class Meta:
        model = OrderLine
        fields = ["product", "quantity"]


class OrderSerializer(ModelSerializer):
    """An order with its lines."""

    total = serializers.DecimalField(max_digits=10, decimal_places=2, read_only=True)
    lines = OrderLineSerializer(many=True, allow_empty=False)

    class Meta:
        model = Order
        fields = ["id", "status", "total", "lines"]
        read_only_fields = ["status"]

    async def acreate(self, validated_data: dict[str, Any]) -> Order:
        """Place the order in a thread, for transactions are synchronous."""
        return await sync_to_async(place_order)(**validated_data)
