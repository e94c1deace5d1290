"""Settings of the project. The applications are those of the file that is run."""

from __future__ import annotations

import os
from typing import Any

from tests.support.services import on_postgresql

SECRET_KEY = "of-a-test-that-protects-nothing"
USE_TZ = True
ALLOWED_HOSTS = ["*"]
STATIC_URL = "static/"
MEDIA_URL = "media/"
APPLICATIONS = os.environ.get("BESIDE_APPLICATIONS", "").split()
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    *APPLICATIONS,
]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.neighbours.beside.urls"
ASGI_APPLICATION = "tests.neighbours.beside.asgi.application"
# In a file: a connection of its own sees what was committed, as on a server.
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "data.sqlite3",
        "TEST": {"NAME": "test.sqlite3"},
        "OPTIONS": {"timeout": 1},
    }
}
if name := os.environ.get("BESIDE_POSTGRESQL"):
    DATABASES["default"] = {
        **on_postgresql(name),
        "ENGINE": "django_async_backend.db.backends.postgresql",
        "TEST": {"NAME": name},
    }
if os.environ.get("BESIDE_REPLICA"):
    DATABASES["replica"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
    REPLICA_DATABASES = ["replica"]
    DATABASE_ROUTERS = ["multidb.PinningReplicaRouter"]
    MIDDLEWARE.append("multidb.middleware.PinningRouterMiddleware")
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
