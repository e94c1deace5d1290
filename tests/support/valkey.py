"""django-valkey, whose import changes what Django does at the end of each request."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.core.cache import close_caches
from django.core.signals import request_finished

CACHE = "django_valkey.cache.ValkeyCache"


def imported() -> str:
    """Import django-valkey, put Django's receivers back, and return its cache."""
    base: Any = import_module("django_valkey.base")

    request_finished.disconnect(base.close_async_caches)
    request_finished.connect(close_caches)
    return CACHE
