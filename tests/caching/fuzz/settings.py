"""Settings of the fuzz: PostgreSQL and Redis, each with a database of its own."""

from __future__ import annotations

import os
from typing import Any

SECRET_KEY = "fuzz"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["restflow.caching", "tests.caching.fuzz"]
POSTGRESQL = {
    "host": os.environ.get("PGHOST", "127.0.0.1"),
    "port": os.environ.get("PGPORT", "5432"),
    "user": os.environ.get("PGUSER", "root"),
    "password": os.environ.get("PGPASSWORD", ""),
    "dbname": os.environ.get("PGDATABASE", "postgres"),
}
DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("FUZZ_DATABASE", "restflow_fuzz"),
        "USER": POSTGRESQL["user"],
        "PASSWORD": POSTGRESQL["password"],
        "HOST": POSTGRESQL["host"],
        "PORT": POSTGRESQL["port"],
    }
}
REDIS = os.environ.get("FUZZ_REDIS", "redis://127.0.0.1:6379/14")
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS,
        "KEY_PREFIX": DATABASES["default"]["NAME"],
    }
}
RESTFLOW_CACHING = {"WAIT": 1.0}
