"""Fill the database with something to click through."""

from decimal import Decimal

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Profile
from orders.models import Order
from products.models import Category, Product

PASSWORD = "restflow"
CUSTOMERS = ["alice", "bob"]
CATEGORIES = {"kitchen": "Kitchen", "office": "Office"}
PRODUCTS = [
    ("Mug", "9.50", "kitchen", True),
    ("Teapot", "24.00", "kitchen", True),
    ("Bread knife", "18.90", "kitchen", True),
    ("Notebook", "4.20", "office", True),
    ("Fountain pen", "32.00", "office", False),
    ("Gift card", "25.00", None, True),
]


class Command(BaseCommand):
    """Create users, products and orders, unless they exist already."""

    help = "Creates users, products and orders, unless they exist already."

    @transaction.atomic
    def handle(self, *args: object, **options: object) -> None:
        """Create everything, and tell what was created."""
        customers = [self.user(name) for name in CUSTOMERS]
        self.user("admin", is_staff=True)
        products = self.products()
        for customer, product in zip(customers, products, strict=False):
            self.order(customer, product)

    def user(self, username: str, *, is_staff: bool = False) -> User:
        """Return a user who can log in and has a profile."""
        user, created = User.objects.get_or_create(
            username=username,
            defaults={"email": f"{username}@example.com", "is_staff": is_staff},
        )
        if created:
            user.set_password(PASSWORD)
            user.save()
            Profile.objects.create(user=user, display_name=username.title())
        self.report("user", user, created=created)
        return user

    def products(self) -> list[Product]:
        """Return the products on their shelves."""
        categories: dict[str | None, Category] = {}
        for slug, name in CATEGORIES.items():
            categories[slug], created = Category.objects.get_or_create(
                slug=slug, defaults={"name": name}
            )
            self.report("category", categories[slug], created=created)

        products = []
        for name, price, shelf, active in PRODUCTS:
            product, created = Product.objects.get_or_create(
                name=name,
                defaults={
                    "price": Decimal(price),
                    "active": active,
                    "category": categories.get(shelf),
                },
            )
            self.report("product", product, created=created)
            products.append(product)
        return products

    def order(self, user: User, product: Product) -> None:
        """Give the user an order, without sending a mail about it."""
        order = user.orders.first()
        if created := order is None:
            order = Order.objects.create(user=user)
            order.lines.create(product=product, quantity=2)
        self.report("order", order, created=created)

    def report(self, kind: str, instance: object, *, created: bool) -> None:
        """Print a line about an object."""
        self.stdout.write(f"{'created' if created else 'kept   '} {kind} {instance}")
