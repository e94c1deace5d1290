"""What a transaction on MariaDB sees depends on the level that its settings ask for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.utils import ConnectionHandler

from restflow.caching._django import shows_the_newest
from tests.support import mariadb
from tests.support.services import need

LEVELS = {
    "read committed": True,
    "repeatable read": False,
    "serializable": False,
    # It may see what is taken back.
    "read uncommitted": False,
    # It is the server's own.
    None: False,
}


@pytest.mark.django_db
@pytest.mark.parametrize("options", [{}, *({"isolation_level": one} for one in LEVELS)])
def test_only_what_is_committed_and_new_may_be_stored(options: dict[str, Any]) -> None:
    need(mariadb.missing())
    settings = {**mariadb.settings("mysql"), "OPTIONS": options}
    connection: Any = ConnectionHandler({"default": settings})["default"]
    try:
        connection.ensure_connection()
        assert shows_the_newest(connection) is LEVELS[connection.isolation_level]
    finally:
        connection.close()
