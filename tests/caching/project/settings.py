"""A project as small as it can be, on the cache and database of the environment."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support import mariadb
from tests.support.services import on_postgresql

place = Path(os.environ["MATRIX_DIRECTORY"])
name = os.environ["MATRIX_NAME"]
port = os.environ.get("MATRIX_PORT", "")
_cache = "django.core.cache.backends"
# So many that none is dropped before its time.
_many = {"MAX_ENTRIES": 5000}
caches: dict[str, dict[str, Any]] = {
    "locmem": {"BACKEND": f"{_cache}.locmem.LocMemCache", "OPTIONS": _many},
    "redis": {
        "BACKEND": f"{_cache}.redis.RedisCache",
        "LOCATION": f"redis://127.0.0.1:{port}/0",
    },
    "django-redis": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": f"redis://127.0.0.1:{port}/0",
    },
    "memcached": {
        "BACKEND": f"{_cache}.memcached.PyMemcacheCache",
        "LOCATION": f"127.0.0.1:{port}",
        "OPTIONS": {"use_pooling": True},
    },
    "database": {
        "BACKEND": f"{_cache}.db.DatabaseCache",
        "LOCATION": "cache_table",
        "OPTIONS": _many,
    },
    "file": {
        "BACKEND": f"{_cache}.filebased.FileBasedCache",
        "LOCATION": str(place / "cache"),
        "OPTIONS": _many,
    },
}
# Nothing here has to survive a power cut.
_fast = {"init_command": "PRAGMA synchronous=OFF"}
databases: dict[str, Callable[[], dict[str, Any]]] = {
    "sqlite": lambda: {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(place / "default.sqlite3"),
        "OPTIONS": _fast,
    },
    "postgresql": lambda: {
        **on_postgresql(name),
        "OPTIONS": {"options": "-c synchronous_commit=off"},
    },
    "mariadb": lambda: mariadb.settings(name),
}

CACHES = {
    "default": {
        **caches[os.environ["MATRIX_CACHE"]],
        "KEY_PREFIX": name,
        "TIMEOUT": 60,
    }
}
DATABASES = {
    "default": databases[os.environ["MATRIX_DATABASE"]](),
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
