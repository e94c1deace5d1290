"""The project of tests/isolation, with views for a live server."""

import os

from tests.isolation.project.settings import *  # noqa: F403
from tests.isolation.project.settings import INSTALLED_APPS

ROOT_URLCONF = "tests.live.project.urls"
ASGI_APPLICATION = "tests.live.project.asgi.application"
INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.staticfiles", "rest_framework"]
STATIC_URL = "static/"
RESTFLOW_LIVE_SERVER = os.environ.get("LIVE_SERVER", "uvicorn")
