"""Watching for writes: the statements of each connection, and the signals of models.

Each statement that writes a table counts as a write of its models that names no row. If
a rule tells a model's rows apart, its signals say which rows a save or a delete is of,
and the statement itself no longer counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model, signals

from restflow.caching import _behind as behind
from restflow.caching import _commits as commits
from restflow.caching import _django as private
from restflow.caching import _store as store
from restflow.caching import _tags as tags
from restflow.caching._sql import written_tables
from restflow.caching._tables import joins, owners, tags_of_table

# --- Rules that tell rows apart -------------------------------------------------------

_announced: dict[type[Model], set[tags.Partition]] = {}
_connected: set[type[Model]] = set()
_waiting: list[Callable[[], None]] = []


def when_ready(bind: Callable[[], None]) -> None:
    """Call a function when all models are known."""
    _waiting.append(bind)


def ready() -> None:
    """Bind the rules that were made too early for it, and start to watch."""
    while _waiting:
        _waiting.pop()()
    connection_created.connect(_watch)
    for connection in connections.all(initialized_only=True):
        _watch(connection)


def announce(model: type[Model], partition: tags.Partition) -> None:
    """Have saves and deletes say which rows they are of."""
    _announced.setdefault(model, set()).add(partition)
    for sender in apps.get_models():
        if issubclass(sender, model) and sender not in _connected:
            _connected.add(sender)
            for signal, receiver in (
                (signals.pre_save, _before),
                (signals.pre_delete, _before),
                (signals.post_save, _after),
                (signals.post_delete, _after),
            ):
                private.connect_first(signal, receiver, sender)


def announced(model: type[Model]) -> frozenset[tags.Partition]:
    """Return the columns by which rules tell a model's rows apart."""
    return frozenset(_announced.get(model, ()))


# --- Signals --------------------------------------------------------------------------

# On the state of an instance, by connection: what its row had before.
_BEFORE = "_restflow_before"
Before = dict[type[Model], tuple[set[str], commits.Told]]


def _before(instance: Model, using: str, **_kwargs: Any) -> None:
    """Note what the row has that is about to be written."""
    connection = connections[using]
    # A block that is open may be that of a test, outside of which Django locks nothing.
    in_transaction = not connection.get_autocommit()
    locks = in_transaction and connection.features.has_select_for_update
    before: Before = {}
    for model in _models_of(type(instance)):
        told = announced(model)
        columns = sorted({name for names in told for name in names})
        primary = model._meta.pk.attname  # noqa: SLF001  (documented)
        key = getattr(instance, primary)
        if key is None or columns == [primary]:
            before[model] = set(), (told, commits.UNCHANGEABLE)
            continue
        # Whoever writes the row between these two lines changes the token.
        token = commits.UNCHANGEABLE if locks else _token(model)
        rows = model._base_manager.using(using).filter(pk=key)  # noqa: SLF001
        rows = rows.select_for_update() if locks else rows
        before[model] = _partitions(model, told, rows.values(*columns)), (told, token)
    notes = vars(instance._state).setdefault(_BEFORE, {})  # noqa: SLF001
    notes[id(connection)] = before
    store.announce(
        {tags.written(model) for model in before}
        | {tags.nameless(model) for model in before}
    )


def _after(instance: Model, using: str, **_kwargs: Any) -> None:
    """Invalidate what depends on the row that was written."""
    connection = connections[using]
    notes: dict[int, Before] = vars(instance._state).get(_BEFORE, {})  # noqa: SLF001
    before = notes.pop(id(connection), {})
    wanted: set[str] = set()
    told: dict[str, commits.Told] = {}
    for model in _models_of(type(instance)):
        name = tags.written(model)
        stored, of_rows = before.get(model, (set(), (frozenset(), None)))
        wanted |= {name} | stored | _partitions(model, of_rows[0], [vars(instance)])
        told[name] = of_rows
    commits.written(connection, wanted, told)


def _models_of(model: type[Model]) -> list[type[Model]]:
    """Return the model and those that it inherits tables from, if rules name rows."""
    return [watched for watched in _announced if issubclass(model, watched)]


def _token(model: type[Model]) -> object:
    key = store.token_key(tags.written(model))
    try:
        # Without a token nobody could see that it changes.
        return store.get_many([key]).get(key) or object()
    except store.CacheDownError:
        return object()


def _partitions(
    model: type[Model],
    told: Iterable[tags.Partition],
    rows: Iterable[dict[str, Any]],
) -> set[str]:
    """Return the tags of rows, or that of rows without names."""
    options = model._meta  # noqa: SLF001
    found: set[str] = set()
    for row in rows:
        for names in told:
            fields: Any = {name: options.get_field(name) for name in names}
            try:
                values = [row[name] for name in names]
                found.add(tags.partition(model, fields, values))
            except (KeyError, TypeError):
                # Deferred, or F("price") + 1, which only the database knows.
                found.add(tags.nameless(model))
    return found


# --- Statements -----------------------------------------------------------------------


def _watch(connection: object, **_kwargs: Any) -> None:
    # Others, such as asynchronous ones, have no wrappers of this kind.
    if not isinstance(connection, BaseDatabaseWrapper):
        return
    commits.watch(connection)
    if _statement not in connection.execute_wrappers:
        # First in the list is outermost, with nothing between it and Django's code.
        connection.execute_wrappers.insert(0, _statement)


def _statement(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Execute a statement, and invalidate what depends on the tables it writes."""
    connection: BaseDatabaseWrapper = context["connection"]
    commits.settle(connection)
    tables = written_tables(sql)
    if not tables:
        return execute(sql, params, many, context)
    beside = _tags_of(behind.tables_behind(connection, tables))
    every = _tags_of(tables) | beside
    # Of what the database does besides, no signal tells.
    wanted = (every - _announced_tags(sql, tables)) | beside
    store.announce(wanted)
    try:
        result = execute(sql, params, many, context)
    except BaseException:
        # It may have been done all the same, and no signal follows.
        wanted = every
        raise
    else:
        if _is_unfinished(connection, sql):
            commits.written_later(connection, wanted)
            _settle_when_closed(context["cursor"], connection)
            wanted.clear()
        return result
    finally:
        if wanted:
            commits.written(connection, wanted)


def _tags_of(tables: Iterable[str]) -> set[str]:
    return {tag for table in tables for tag in tags_of_table(table)}


def _is_unfinished(connection: BaseDatabaseWrapper, sql: str) -> bool:
    """Tell whether a statement is committed only when its rows have been read."""
    return (
        connection.vendor == "sqlite"
        and not connection.in_atomic_block
        and "RETURNING" in str(sql).upper()
    )


def _settle_when_closed(cursor: Any, connection: BaseDatabaseWrapper) -> None:
    def close() -> None:
        del cursor.close
        try:
            cursor.close()
        finally:
            commits.settle(connection)

    # Django closes it when it has read the rows.
    cursor.close = close


def _announced_tags(sql: Any, tables: Iterable[str]) -> set[str]:
    """Return the tags that signals will tell us of after this statement."""
    if not _announced or not isinstance(sql, str):
        return set()
    signal = signals.post_delete if sql[:6].upper() == "DELETE" else signals.post_save
    senders = private.announced_by(sql)
    if any(joins(owner, senders) for owner in owners(tables)):
        return set()
    return {
        tag
        for sender in senders
        # Not the models of migrations, which nobody has connected, and not while a
        # test keeps signals from being sent.
        if sender in _connected and signal.has_listeners(sender)
        for model in _models_of(sender)
        for tag in (tags.written(model), tags.nameless(model))
    }
