"""What needs a thread after all.

A path without a slash at its end, CSRF checks, settings with which Django's middleware
asks a database or a cache, and middleware that `startproject` does not install.
"""

from typing import Any
from unittest import mock

import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AsyncAPIClient

LOCALE = "django.middleware.locale.LocaleMiddleware"
SETTINGS: dict[str, Any] = {
    "SESSION_ENGINE": "django.contrib.sessions.backends.cache",
    "SESSION_SAVE_EVERY_REQUEST": True,
    "CSRF_USE_SESSIONS": True,
    "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
    "MIDDLEWARE": [*settings.MIDDLEWARE, LOCALE],
}


async def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("slash/", view), path("none", view)]


async def visits(url: str = "/slash/", *, enforce_csrf: bool = False) -> int:
    client = AsyncAPIClient(enforce_csrf_checks=enforce_csrf)
    call = SyncToAsync.__call__
    with mock.patch.object(
        SyncToAsync, "__call__", autospec=True, side_effect=call
    ) as visited:
        await client.get(url)
    return visited.call_count


@pytest.mark.urls(__name__)
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_visits() -> None:
    assert await visits() == 0  # [!]
    found = {
        "a path without a slash": await visits("/none"),
        "enforce_csrf_checks": await visits(enforce_csrf=True),
    }
    for name, value in SETTINGS.items():
        with override_settings(**{name: value}):
            found[name] = await visits()

    for name, number in found.items():
        print(f"{name}: {number}")
        assert number > 0  # [!]
