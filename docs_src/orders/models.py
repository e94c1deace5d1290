"""What customers have ordered."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models

from products.models import Product


class Order(models.Model):
    """The order of a user."""

    class Status(models.TextChoices):
        PENDING = "pending"
        PAID = "paid"
        CANCELLED = "cancelled"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="orders"
    )
    status = models.CharField(
        max_length=10, choices=Status.choices, default=Status.PENDING
    )
    created_at = models.DateTimeField(auto_now_add=True)
    products = models.ManyToManyField(
        Product, through="OrderLine", related_name="orders"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"Order {self.pk}"

    @property
    def total(self) -> Decimal:
        """The sum of the lines; prefetch `lines__product` before asking for it."""
        return sum((line.total for line in self.lines.all()), Decimal(0))


class OrderLine(models.Model):
    """A product of an order, and how many of it."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="order_lines"
    )
    quantity = models.PositiveIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product}"

    @property
    def total(self) -> Decimal:
        """The price of the line."""
        return self.product.price * self.quantity
