"""Settings of the fuzz: a database of its own on a server, and a cache's server."""

from __future__ import annotations

import os
from typing import Any

from tests.support import mariadb
from tests.support.services import on_postgresql

SECRET_KEY = "fuzz"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = ["restflow.caching", "tests.caching.fuzz"]
_databases = {"postgresql": on_postgresql, "mariadb": mariadb.settings}
_settings = _databases[os.environ["FUZZ_DATABASE"]]
_database = _settings(os.environ["FUZZ_NAME"])
# The same database, so that transactions of two connections can be beside each other.
DATABASES = {"default": _database, "cache": {**_database}}
DATABASE_ROUTERS = ["tests.caching.fuzz.models.Router"]

_port = os.environ.get("FUZZ_PORT", "")
# So many that none is dropped before its time.
_many = {"MAX_ENTRIES": 5000}
_caches: dict[str, dict[str, Any]] = {
    "redis": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": f"redis://127.0.0.1:{_port}/0",
    },
    "django-redis": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": f"redis://127.0.0.1:{_port}/0",
    },
    "memcached": {
        "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
        "LOCATION": f"127.0.0.1:{_port}",
        "OPTIONS": {"use_pooling": True},
    },
    "database": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_table",
        "OPTIONS": _many,
    },
    "file": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": os.environ["FUZZ_DIRECTORY"],
        "OPTIONS": _many,
    },
}
CACHES = {"default": _caches[os.environ["FUZZ_CACHE"]]}
RESTFLOW_CACHING = {"WAIT": 1.0}
