"""Authentication of a request that a factory made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.test import force_authenticate as _drf_force_authenticate

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest


def force_authenticate(
    request: HttpRequest,
    user: AbstractBaseUser | AnonymousUser | None = None,
    token: Any = None,
) -> None:
    """Give a request of the factory a user.

    Django REST framework then skips the view's authentication classes. For a plain
    Django view set `request.user`: it does not see this user.

    Args:
        request: The request that the view will be called with.
        user: What the view finds as `request.user`.
        token: What the view finds as `request.auth`.

    Since:
        0.1.0. Comes from `rest_framework.test.force_authenticate`.
    """
    _drf_force_authenticate(request, user=user, token=token)
