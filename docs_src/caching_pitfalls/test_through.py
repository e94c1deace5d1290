"""A many-to-many relation with a model of its own.

Orders and products are joined by order lines, the `through` model. For lines from
`bulk_create` no signal is sent. A rule for either end covers the lines.
"""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models.signals import m2m_changed, post_save

from orders.models import Order, OrderLine
from products.models import Product
from restflow.caching import InvalidationRule, cache_result

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks]


@pytest.fixture
def line() -> OrderLine:
    order = Order.objects.create(user=User.objects.create(username="ada"))
    mug = Product.objects.create(name="Mug", price="9.50")
    return OrderLine(order=order, product=mug, quantity=1)


@pytest.fixture
def receivers() -> Iterator[None]:
    def forget(**_signal: object) -> None:
        cache.delete("count")

    # Without a sender: they hear of every model.
    post_save.connect(forget)
    m2m_changed.connect(forget)
    yield
    post_save.disconnect(forget)
    m2m_changed.disconnect(forget)


def test_no_receiver_hears_of_it(line: OrderLine, receivers: None) -> None:
    cache.set("count", line.order.products.count())
    OrderLine.objects.bulk_create([line])

    assert cache.get("count") == 0  # [!]
    assert line.order.products.count() == 1


@cache_result(ttl=60, rules=[InvalidationRule(Order, pk="order.pk")])
def count_products(order: Order) -> int:
    return order.products.count()


@cache_result(ttl=60, rules=[InvalidationRule(Product, pk="product.pk")])
def count_orders(product: Product) -> int:
    return Order.objects.filter(products=product).count()


def test_a_rule_for_either_end(line: OrderLine) -> None:
    assert [count_products(line.order), count_orders(line.product)] == [0, 0]

    OrderLine.objects.bulk_create([line])

    assert [count_products(line.order), count_orders(line.product)] == [1, 1]  # [!]
