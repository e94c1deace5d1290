"""Settings of a project with the neighbour that the environment names."""

from __future__ import annotations

import os

from tests.neighbours.packages import NEIGHBOURS
from tests.support.services import on_postgresql

NEIGHBOUR = NEIGHBOURS[os.environ["NEIGHBOURS_ROW"]]
REDIS = os.environ["NEIGHBOURS_REDIS"]

SECRET_KEY = "of-a-test-that-protects-nothing"
USE_TZ = True
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    *NEIGHBOUR.apps,
]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.neighbours.project.urls"
if name := os.environ.get("NEIGHBOURS_POSTGRESQL"):
    DATABASES = {"default": {**on_postgresql(name), "TEST": {"NAME": name}}}
else:
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    }
CACHES = {"default": {"BACKEND": NEIGHBOUR.backend, "LOCATION": REDIS}}

CACHEOPS_REDIS = REDIS
CACHEOPS = {"auth.group": {"ops": "all", "timeout": 300}}

globals().update(NEIGHBOUR.settings)
