"""The application `restflow`, for projects that want its system checks at all times."""

from __future__ import annotations

from django.apps import AppConfig

from restflow._checks import register_checks


class RestflowConfig(AppConfig):
    """Registers the system checks. It has no models."""

    name = "restflow"

    def ready(self) -> None:
        """Register the checks."""
        register_checks()
