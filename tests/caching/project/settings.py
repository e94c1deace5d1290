"""A project as small as it can be, on the cache and database of the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

place = Path(os.environ["MATRIX_DIRECTORY"])
name = os.environ["MATRIX_NAME"]
_cache = "django.core.cache.backends"
caches: dict[str, dict[str, Any]] = {
    "locmem": {"BACKEND": f"{_cache}.locmem.LocMemCache"},
    "redis": {
        "BACKEND": f"{_cache}.redis.RedisCache",
        "LOCATION": os.environ.get("RESTFLOW_REDIS", "redis://127.0.0.1:6379/9"),
    },
    "database": {"BACKEND": f"{_cache}.db.DatabaseCache", "LOCATION": "cache_table"},
    "file": {
        "BACKEND": f"{_cache}.filebased.FileBasedCache",
        "LOCATION": str(place / "cache"),
    },
}
# Nothing here has to survive a power cut.
_fast = {"init_command": "PRAGMA synchronous=OFF"}
databases: dict[str, dict[str, Any]] = {
    "sqlite": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(place / "default.sqlite3"),
        "OPTIONS": _fast,
    },
    "postgresql": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "HOST": os.environ.get("PGHOST", "127.0.0.1"),
        "USER": os.environ.get("PGUSER", "root"),
        "OPTIONS": {"options": "-c synchronous_commit=off"},
    },
}

CACHES = {
    "default": {
        **caches[os.environ["MATRIX_CACHE"]],
        "KEY_PREFIX": name,
        "TIMEOUT": 60,
        # So many that none is dropped before its time.
        "OPTIONS": {"MAX_ENTRIES": 5000}
        if os.environ["MATRIX_CACHE"] != "redis"
        else {},
    }
}
DATABASES = {
    "default": databases[os.environ["MATRIX_DATABASE"]],
    "other": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(place / "other.sqlite3"),
        "OPTIONS": _fast,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["restflow.caching", "tests.caching.project"]
SECRET_KEY = "matrix"
USE_TZ = True
