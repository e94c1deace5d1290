"""Watching for writes: the statements of each connection, and the signals of models.

Each statement that writes a table counts as a write of its models that names no row. If
a rule tells a model's rows apart, its signals say which rows a save or a delete is of,
and the statement itself no longer counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model, signals

from restflow.caching import _commits as commits
from restflow.caching import _django as private
from restflow.caching import _store as store
from restflow.caching import _tags as tags
from restflow.caching._sql import EVERYTHING, plain_name, written_tables

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
    locks = connection.in_atomic_block and connection.features.has_select_for_update
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


def _watch(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
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
    every = {tag for table in tables for tag in _of_table(table)}
    wanted = every - _announced_tags(sql, tables)
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
    if any(_joins(owner, senders) for owner in _owners(tables)):
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


def _joins(owner: type[Model], senders: Iterable[type[Model]]) -> bool:
    """Tell whether a relation has both ends among these: it joins others to them."""
    ends = _ends(owner)
    return bool(ends) and all(
        any(issubclass(sender, end) for sender in senders) for end in ends
    )


def _ends(owner: type[Model]) -> list[type[Model]]:
    """Return both ends of a many-to-many relation, if this is its table."""
    if not owner._meta.auto_created:  # noqa: SLF001
        return []
    ends = (field.related_model for field in owner._meta.get_fields())  # noqa: SLF001
    return [end for end in ends if isinstance(end, type)]


@lru_cache(maxsize=1)
def _tables() -> dict[str, list[type[Model]]]:
    """Return the models of each table."""
    found: dict[str, list[type[Model]]] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:  # noqa: SLF001
            name = plain_name(model._meta.db_table)  # noqa: SLF001
            found.setdefault(name, []).append(model)
    return found


def _forget_tables(**_kwargs: Any) -> None:
    _tables.cache_clear()
    _of_table.cache_clear()


signals.class_prepared.connect(_forget_tables)


def _owners(tables: Iterable[str]) -> list[type[Model]]:
    return [model for table in tables for model in _tables().get(table, [])]


def _deleted_with(model: type[Model]) -> set[type[Model]]:
    """Return the models whose rows the database itself changes on a delete."""
    found: set[type[Model]] = set()
    # Since Django 6.1: DB_CASCADE and its like, which no statement names.
    waiting = [model]
    while waiting:
        for relation in waiting.pop()._meta.get_fields(include_hidden=True):  # noqa: SLF001
            child: Any = relation.related_model
            if not hasattr(getattr(relation, "on_delete", None), "on_delete_sql"):
                continue
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


@lru_cache(maxsize=4096)
def _of_table(table: str) -> frozenset[str]:
    """Return the tags of a write that says no more than which table it is of."""
    written: set[type[Model]] = set()
    for owner in _owners(_tables() if table == EVERYTHING else [table]):
        written |= {owner, *_ends(owner), *_deleted_with(owner)}
    # Rows of a model that inherits the table are partly in it.
    concerned = [
        model
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, tuple(written))
    ]
    return frozenset(map(tags.written, concerned)) | frozenset(
        map(tags.nameless, concerned)
    )
