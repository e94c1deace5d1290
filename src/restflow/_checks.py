"""Django system checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from restflow._rival import REMEDY, rival_message
from restflow._traps import RIVAL


def check_rival(
    app_configs: Sequence[AppConfig] | None,  # noqa: ARG001  (Django passes it)
    **options: Any,  # noqa: ARG001  (the same)
) -> list[CheckMessage]:
    """Report the distribution that installs into the same package (restflow.E001).

    Args:
        app_configs: The applications to check; this concerns them all.
        **options: What else Django passes to checks.

    Since:
        0.1.0. A check for Django's system check framework.
    """
    message = rival_message()
    return [Error(message, hint=REMEDY, id=RIVAL.code)] if message else []


def register_checks() -> None:
    """Make the checks known to Django. Doing so twice changes nothing."""
    register(check_rival)
