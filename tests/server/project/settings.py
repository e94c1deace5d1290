"""The project of tests/database, with views for a live server."""

import os

from tests.database.project.settings import *  # noqa: F403
from tests.database.project.settings import INSTALLED_APPS

ROOT_URLCONF = "tests.server.project.urls"
ASGI_APPLICATION = "tests.server.project.asgi.application"
INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.staticfiles", "rest_framework"]
STATIC_URL = "static/"
RESTFLOW_LIVE_SERVER = os.environ.get("LIVE_SERVER", "uvicorn")
