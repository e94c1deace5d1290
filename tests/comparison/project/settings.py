"""A project as small as it can be, on the database that the environment names."""

from __future__ import annotations

import os
from typing import Any

# Another connection waits for a lock this long, in seconds, and then gives up.
PATIENCE = 0.5

name = os.environ["COMPARISON_NAME"]
databases: dict[str, dict[str, Any]] = {
    "memory": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ":memory:",
        "OPTIONS": {"timeout": PATIENCE},
    },
    "file": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{name}.sqlite3",
        "OPTIONS": {"timeout": PATIENCE},
        "TEST": {"NAME": f"{name}_test.sqlite3"},
    },
    "postgresql": {
        # The rest comes from libpq's own variables, such as PGHOST and PGUSER.
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "OPTIONS": {"options": f"-c lock_timeout={PATIENCE * 1000:.0f}"},
        "TEST": {"NAME": name},
    },
}

DATABASES = {"default": databases[os.environ["COMPARISON_DATABASE"]]}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["tests.comparison.project"]
REST_FRAMEWORK: dict[str, Any] = {"UNAUTHENTICATED_USER": None}
ROOT_URLCONF = "tests.comparison.project.urls"
SECRET_KEY = "comparison"
USE_TZ = True
