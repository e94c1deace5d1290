"""Whether a run needs the hooks of `running`: they are registered once it does."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from restflow._pytest.kinds import wants_hooks
from restflow._pytest.words import uses_django

if TYPE_CHECKING:
    from restflow.test import Exchange

_NAME = "restflow-running"
# All that a test can use of restflow, but for recordings, brings it.
_USED = "restflow.test._database"
_WANTED = pytest.StashKey[bool]()
_RECORDED = pytest.StashKey[list["Exchange"]]()


def record(config: pytest.Config) -> list[Exchange]:
    """Return a list that takes the requests of the next test."""
    # Recording goes on from test to test: to begin it anew would take longer than many
    # tests do.
    if _RECORDED not in config.stash:
        from restflow.test._exchanges.recording import record_exchanges

        stack = ExitStack()
        config.stash[_RECORDED] = stack.enter_context(record_exchanges())
        config.add_cleanup(stack.close)
    exchanges = config.stash[_RECORDED]
    exchanges.clear()
    return exchanges


def look_at(session: pytest.Session) -> None:
    """Register the hooks if any test of a run needs them."""
    config = session.config
    if config.option.collectonly:
        return
    config.stash[_WANTED] = any(map(wants_hooks, session.items))
    register(config)


def register(config: pytest.Config) -> bool:
    """Register the hooks if they are needed and not there; tell whether that was so."""
    manager = config.pluginmanager
    if _USED not in sys.modules and not config.stash.get(_WANTED, False):
        return False
    if manager.has_plugin(_NAME) or not uses_django():
        return False
    from restflow._pytest import running

    manager.register(running, _NAME)
    return True


def late(item: pytest.Item) -> None:
    """Register the hooks if a test was the first to use what needs them."""
    if register(item.config):
        from restflow._pytest import database

        database.watch_strays(item)
