"""The project of `bench_plugin.py`: as most are, with one view."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import path

SECRET_KEY = "benchmark"
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = __name__
USE_TZ = True
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


async def hello(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (Django passes it)
    return JsonResponse({"hello": "world"})


urlpatterns = [path("", hello)]
