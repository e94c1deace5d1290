"""The application `restflow.caching`, which watches the database."""

from __future__ import annotations

from django.apps import AppConfig

from restflow.caching import _watching as watching
from restflow.caching._settings import chosen


class CachingConfig(AppConfig):
    """Watches what is written. It has no models."""

    name = "restflow.caching"
    label = "restflow_caching"

    def ready(self) -> None:
        """Start to watch."""
        # A mistake in the settings is told now, and not taken for a cache that is down.
        chosen()
        watching.ready()
