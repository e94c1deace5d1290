"""A customer of the shop orders a product, and nobody else sees the order.

One test goes the customer's way: from the list of products to an order that is
cancelled.
"""

import pytest
from django.contrib.auth.models import User

from products.models import Product
from restflow.test import AsyncActor, AsyncStory, Endpoint


class Customer(AsyncActor):
    products = Endpoint("GET", "product-list", status=200)
    place_order = Endpoint("POST", "order-list", status=201)
    order = Endpoint("GET", "order-detail", status=200)
    cancel = Endpoint("POST", "order-cancel", status=200)


@pytest.mark.asyncio
@pytest.mark.django_db
@pytest.mark.run_commit_hooks
async def test_an_order(async_story: AsyncStory) -> None:
    """A customer orders a mug, and cancels the order."""
    await Product.objects.acreate(name="Mug", price="9.50")
    khan = await User.objects.acreate(username="khan")
    customer = async_story.actor("Khan", Customer, user=khan)
    stranger = async_story.actor("a stranger", Customer)

    mug = (await customer.products()).json()[0]
    lines = [{"product": mug["id"], "quantity": 2}]
    order = (await customer.place_order(lines=lines)).json()

    await stranger.order(order["id"], status=401)
    assert (await customer.order(order["id"])).json()["total"] == "19.00"
    assert (await customer.cancel(order["id"])).json()["status"] == "cancelled"
