"""A project without models of its own, on the databases that the environment names."""

from __future__ import annotations

import os
from typing import Any

from tests.support import mariadb
from tests.support.services import on_postgresql

KIND = os.environ.get("ISOLATION_DATABASE", "memory")
# Runs beside each other need databases of their own.
NAME = os.environ.get("ISOLATION_NAME", "restflow_isolation")


def _database(alias: str) -> dict[str, Any]:
    name = f"{NAME}_{alias}"
    if KIND == "postgresql":
        server = on_postgresql(os.environ.get("PGDATABASE", "postgres"))
        return {**server, "TEST": {"NAME": name}, **_options()}
    if KIND == "mariadb":
        return {**mariadb.settings("mysql"), "TEST": {"NAME": name}, **_options()}
    # The directory is the one in which pytest runs.
    test = {"NAME": f"{name}.sqlite3"} if KIND == "file" else {}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{alias}.sqlite3",
        "TEST": test,
        **_options(),
    }


def _options() -> dict[str, Any]:
    if "ISOLATION_PERSISTENT" not in os.environ:
        return {}
    return {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


SECRET_KEY = "not a secret"
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "tests.database.project.urls"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {alias: _database(alias) for alias in ("default", "other")}
