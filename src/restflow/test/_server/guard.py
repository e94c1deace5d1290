"""Keeping connections from requests whose test has ended."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError

from restflow.test._database.namespace import refusal
from restflow.test._database.sharing import active


class Guarded:
    """Holds connections as something else does, and none for code that has outlived.

    A thread of such code may have one that tests share, to a database in memory.
    """

    def __init__(self, namespace: Any) -> None:
        self.__dict__["_namespace"] = namespace

    def __getattr__(self, alias: str) -> Any:
        if why := refusal():
            raise DatabaseError(why)
        return getattr(self.__dict__["_namespace"], alias)

    def __setattr__(self, alias: str, connection: Any) -> None:
        setattr(self.__dict__["_namespace"], alias, connection)

    def __delattr__(self, alias: str) -> None:
        delattr(self.__dict__["_namespace"], alias)


def guard() -> None:
    """Have connections guarded from the end of this test on, for good."""
    sharing = active()
    if sharing is not None and not isinstance(sharing.namespace, Guarded):
        sharing.namespace = Guarded(sharing.namespace)
