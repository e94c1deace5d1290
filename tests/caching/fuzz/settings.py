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
DATABASES = {"default": _settings(os.environ["FUZZ_NAME"])}

_port = os.environ["FUZZ_PORT"]
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
}
CACHES = {"default": _caches[os.environ["FUZZ_CACHE"]]}
RESTFLOW_CACHING = {"WAIT": 1.0}
