"""Everything which changes orders."""

from collections.abc import Iterable
from functools import partial
from typing import TypedDict

from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import prefetch_related_objects

from orders.models import Order, OrderLine
from products.models import Product


class Line(TypedDict):
    """What a customer asks for."""

    product: Product
    quantity: int


@transaction.atomic
def place_order(user: User, lines: Iterable[Line]) -> Order:
    """Create an order, and confirm it once it is committed."""
    order = Order.objects.create(user=user)
    OrderLine.objects.bulk_create(OrderLine(order=order, **line) for line in lines)
    prefetch_related_objects([order], "lines__product")
    transaction.on_commit(partial(send_confirmation, order))
    return order


def cancel_order(order: Order) -> bool:
    """Cancel an order, and tell whether that was still possible."""
    # One statement decides and updates, so that no payment comes in between.
    unpaid = Order.objects.filter(pk=order.pk).exclude(status=Order.Status.PAID)
    if cancelled := bool(unpaid.update(status=Order.Status.CANCELLED)):
        order.status = Order.Status.CANCELLED
    return cancelled


def mark_paid(order_id: int) -> bool:
    """Mark an order as paid, and tell whether it exists."""
    return bool(Order.objects.filter(pk=order_id).update(status=Order.Status.PAID))


def send_confirmation(order: Order) -> None:
    """Mail the customer what was ordered."""
    lines = "\n".join(str(line) for line in order.lines.all())
    send_mail(
        subject=f"Your order {order.pk}",
        message=f"Thank you for your order.\n\n{lines}\n\nTotal: {order.total}\n",
        from_email=None,
        recipient_list=[order.user.email],
    )
