"""The sample project's products, without the cache that restflow has for them."""

from __future__ import annotations

from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "products"
