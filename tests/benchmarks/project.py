"""The Django project that the benchmarks talk to: no database is touched."""

from __future__ import annotations

from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest, JsonResponse

# Those of a project that `django-admin startproject` makes.
DEFAULT_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
CONTENT = {"id": 1, "name": "A product", "tags": ["red", "green"]}

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
    },
    DEBUG=False,
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "rest_framework",
    ],
    MIDDLEWARE=[],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    SECRET_KEY="benchmark",
    USE_TZ=True,
)
django.setup()

# Both ask for the settings.
from adrf.views import APIView as AsyncAPIView  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


async def plain_async(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (Django passes it)
    return JsonResponse(CONTENT)


def plain_sync(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (Django passes it)
    return JsonResponse(CONTENT)


class DRFAsync(AsyncAPIView):  # type: ignore[misc]  # adrf carries no annotations
    async def get(self, request: Any) -> Response:  # noqa: ARG002  (the framework passes it)
        return Response(CONTENT)


class DRFSync(APIView):
    def get(self, request: Any) -> Response:  # noqa: ARG002  (the framework passes it)
        return Response(CONTENT)


urlpatterns = [
    path("plain/async/", plain_async),
    path("plain/sync/", plain_sync),
    path("drf/async/", DRFAsync.as_view()),
    path("drf/sync/", DRFSync.as_view()),
]
