"""Notes what happens in a test: yes, no, or the name of an error."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

_opened: list[BaseDatabaseWrapper] = []


def write(behaviour: str, outcome: str) -> None:
    with Path(os.environ["COMPARISON_NOTES"]).open("a", encoding="utf-8") as notes:
        notes.write(json.dumps([behaviour, outcome]) + "\n")


@contextmanager
def noting(behaviour: str) -> Generator[Callable[[bool], None]]:
    """Note an outcome, or the error that prevents it.

    Yields:
        A function to say what was seen.
    """

    def note(seen: bool) -> None:
        outcomes.append("yes" if seen else "no")

    outcomes: list[str] = []
    try:
        yield note
    # What pytest.fail raises is no Exception.
    except BaseException as error:  # noqa: BLE001  (the error is the outcome)
        outcomes.append(type(error).__name__)
    write(behaviour, outcomes[-1])


def watch_connections() -> None:
    """Note the connections that are opened from now on."""
    connection_created.connect(_opened_now)


def _opened_now(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    _opened.append(connection)


def all_closed() -> bool:
    """Tell whether only this thread has a connection open."""
    assert threading.current_thread() is threading.main_thread()
    return not [
        connection
        for connection in _opened
        if connection.connection is not None
        and connection is not connections["default"]
    ]
