"""A view that shows the total of each order."""

from django.contrib.auth.models import User
from django.http import HttpRequest, JsonResponse
from django.urls import path

from orders.models import Order, OrderLine
from products.models import Product
from restflow.test import (
    AsyncAPITestCase,
    URLPatternsTestCase,
    assert_constant_queries,
)


def totals(request: HttpRequest) -> JsonResponse:
    orders = Order.objects.all()
    return JsonResponse({"totals": [str(order.total) for order in orders]})


def add_orders(number: int) -> None:
    alice, _ = User.objects.get_or_create(username="alice")
    mug, _ = Product.objects.get_or_create(name="Mug", price="9.50")
    for _ in range(number):
        order = Order.objects.create(user=alice)
        OrderLine.objects.create(order=order, product=mug, quantity=2)


class TotalTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("totals/", totals)]

    async def test_the_number_of_queries_is_constant(self) -> None:
        await assert_constant_queries(lambda: self.client.get("/totals/"), add_orders)
