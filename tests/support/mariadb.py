"""MariaDB, which has to be there, as PostgreSQL has; its driver needs no compiler."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any

from tests.support.services import unusable

# As its own clients have them:
# https://mariadb.com/docs/server/clients-and-utilities/mariadb-client/mariadb-environment-variables
SERVER: dict[str, Any] = {
    "host": os.environ.get("MYSQL_HOST", "127.0.0.1"),
    "port": int(os.environ.get("MYSQL_TCP_PORT", "3306")),
    "user": os.environ.get("MYSQL_USER", "root"),
    "password": os.environ.get("MYSQL_PWD", ""),
}


def connect() -> Any:
    """Connect to it, without transactions."""
    import pymysql

    return pymysql.connect(**SERVER, autocommit=True, connect_timeout=3)


@cache
def missing() -> str:
    """Say why it can't be used, if it can't."""
    return unusable("MariaDB", connect)


def names(beginning: str) -> list[str]:
    """Return the databases whose names begin with something."""
    with connect() as server, server.cursor() as cursor:
        cursor.execute("SHOW DATABASES LIKE %s", [f"{beginning}%"])
        return [name for (name,) in cursor]


def drop(name: str) -> None:
    """Drop a database."""
    with connect() as server, server.cursor() as cursor:
        cursor.execute(f"DROP DATABASE `{name}`")


@contextmanager
def own_database(name: str) -> Generator[None]:
    """Make a database, and drop it in the end."""
    with connect() as server, server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE `{name}`")
    try:
        yield
    finally:
        drop(name)


def settings(name: str) -> dict[str, Any]:
    """Return Django's settings of a database."""
    import pymysql

    # Django knows another driver for it, whose names this one takes.
    pymysql.install_as_MySQLdb()
    return {
        "ENGINE": "django.db.backends.mysql",
        "NAME": name,
        **{key.upper(): value for key, value in SERVER.items()},
    }
