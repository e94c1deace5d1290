"""The application of the shop's products."""

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"

    def ready(self) -> None:
        """Have every process know what is cached, and not only those with views."""
        from products import reviews  # noqa: F401
