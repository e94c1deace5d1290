"""Invalidation when a transaction is committed, and reads before it is.

Whatever of the invalidation a savepoint or a transaction takes back, Django drops from
the connection's hooks, and with the last reference to it goes our knowledge of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakValueDictionary

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from restflow.caching import _django as private
from restflow.caching import _points as points
from restflow.caching import _store as store
from restflow.caching import _tags as tags

# The columns by which a write has told rows apart, and the token that its model had
# before it looked at the rows.
Told = tuple[frozenset[tags.Partition], Any]


@dataclass(eq=False)
class Invalidation:
    """A commit hook that invalidates what a transaction has written.

    Attributes:
        connection: The connection that writes.
        tags: The tags to invalidate.
        told: What is known of the rows that were written, by the tag of their model.
        ahead: Tells restflow.test that it runs before the application's own hooks, and
            that it does no harm if it never does.
    """

    connection: BaseDatabaseWrapper
    tags: set[str] = field(default_factory=set[str])
    told: dict[str, list[Told]] = field(default_factory=dict[str, list[Told]])
    ahead: bool = True

    def __call__(self) -> None:
        """Invalidate what this transaction has written, in one go."""
        if id(self) not in _pending:
            return
        due = [hook for hook in _all_pending() if hook.connection is self.connection]
        wanted: set[str] = set()
        for hook in due:
            wanted |= hook.tags | _not_told(hook)
        store.invalidate(wanted)
        for hook in due:
            _pending.pop(id(hook), None)
        for listener in points.listeners:
            listener(frozenset(wanted))

    def add(self, more: Iterable[str], told: dict[str, Told] | None = None) -> None:
        """Add what else was written."""
        self.tags.update(more)
        for model, of_rows in (told or {}).items():
            self.told.setdefault(model, []).append(of_rows)


# Somebody else keeps them. Threads may add some while others look.
_pending: WeakValueDictionary[int, Invalidation] = WeakValueDictionary()
_watched: WeakValueDictionary[int, BaseDatabaseWrapper] = WeakValueDictionary()


def _all_pending() -> list[Invalidation]:
    return [hook for of in _pending.valuerefs() if (hook := of()) is not None]


def watch(connection: BaseDatabaseWrapper) -> None:
    """Look at this connection's transactions."""
    _watched[id(connection)] = connection


def written(
    connection: BaseDatabaseWrapper,
    of: Iterable[str],
    told: dict[str, Told] | None = None,
) -> None:
    """Invalidate tags when the transaction is committed, or now if there is none."""
    in_block = connection.in_atomic_block
    hooks = private.hooks(connection)
    # A test that captures hooks looks for new ones at the end.
    first_in_line = in_block and hooks and not private.is_the_tests(connection)
    if first_in_line:
        savepoints, first, *_ = hooks[0]
        if (
            isinstance(first, Invalidation)
            and id(first) in _pending
            and savepoints == private.savepoints(connection)
        ):
            first.add(of, told)
            return
    hook = _new(connection, of, told)
    if not in_block and not connection.get_autocommit():
        # Django has no hooks then; these run when autocommit comes back.
        hooks.append((set(), hook, True))
        return
    connection.on_commit(hook, robust=True)
    if first_in_line:
        # An application's hook that fails would end the others.
        hooks.insert(0, hooks.pop())


def _new(
    connection: BaseDatabaseWrapper,
    of: Iterable[str],
    told: dict[str, Told] | None = None,
) -> Invalidation:
    hook = Invalidation(connection)
    hook.add(of, told)
    _pending[id(hook)] = hook
    return hook


# On a connection: what waits for its last statement to be finished.
_LATER = "_restflow_later"


def written_later(connection: BaseDatabaseWrapper, of: Iterable[str]) -> None:
    """Keep tags to invalidate until a statement is finished; do not use them before."""
    vars(connection).setdefault(_LATER, []).append(_new(connection, of))


def settle(connection: BaseDatabaseWrapper) -> None:
    """Invalidate what statements have written that were not finished then."""
    for hook in vars(connection).pop(_LATER, ()):
        hook()


def _not_told(hook: Invalidation) -> set[str]:
    """Return the tags of writes that turn out not to have told enough of their rows."""
    wanted: set[str] = set()
    if not hook.told:
        return wanted
    keys = [store.token_key(tag) for model in hook.told for tag in _state(model)]
    try:
        found = store.get_many(keys)
    except store.CacheDownError:
        return {f"{model}:rows" for model in hook.told}
    for model in hook.told:
        known, changed = (found.get(store.token_key(tag)) for tag in _state(model))
        for partitions, before in hook.told[model]:
            # Without the token of what is known, no entry depends on rows.
            missed = known and not partitions.issuperset(known[1])
            if missed or (before is not UNCHANGEABLE and before != changed):
                wanted.add(f"{model}:rows")
    return wanted


def _state(model: str) -> tuple[str, str]:
    return f"{model}:known", model


# In place of a token, when rows have what they had.
UNCHANGEABLE = object()


def is_uncommitted(of: Iterable[str], *, everywhere: bool) -> bool:
    """Tell whether a transaction holds writes of these tags that are not committed.

    Args:
        of: The tags.
        everywhere: Look at the connections of all threads. A coroutine does not know
            which thread its database work is done in.
    """
    if not _pending:
        return False
    wanted = set(of)
    return any(
        not wanted.isdisjoint(hook.tags) or _may_concern(hook, wanted)
        for hook in _all_pending()
        if everywhere or _is_ours(hook.connection)
    )


def _may_concern(hook: Invalidation, wanted: set[str]) -> bool:
    # Whether the write has told enough of its rows is known at its commit.
    return any(f"{model}:rows" in wanted for model in hook.told)


def _is_ours(connection: BaseDatabaseWrapper) -> bool:
    return any(one is connection for one in connections.all(initialized_only=True))


def may_be_old(*, everywhere: bool) -> bool:
    """Tell whether a transaction may show this thread a state from before.

    Args:
        everywhere: Look at the connections of all threads, as a coroutine has to.
    """
    return any(
        connection.in_atomic_block
        and (everywhere or _is_ours(connection))
        and not private.shows_the_newest(connection)
        and not private.is_only_the_tests(connection)
        for of in _watched.valuerefs()
        if (connection := of()) is not None
    )
