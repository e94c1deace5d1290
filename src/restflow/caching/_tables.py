"""Which models a write of a table concerns."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.core.signals import setting_changed
from django.db.models import Model, signals

from restflow.caching import _tags as tags
from restflow.caching._sql import EVERYTHING, plain_name


def owners(tables: Iterable[str]) -> list[type[Model]]:
    """Return the models that have these tables."""
    return [model for table in tables for model in _tables().get(table, [])]


@lru_cache(maxsize=4096)
def tags_of_table(table: str) -> frozenset[str]:
    """Return the tags of a write that says no more than which table it is of."""
    written: set[type[Model]] = set()
    for owner in owners(_tables() if table == EVERYTHING else [table]):
        written |= {owner, *ends(owner), *_deleted_with(owner)}
    # Rows of a model that inherits the table are partly in it.
    concerned = [
        model
        for model in apps.get_models(include_auto_created=True)
        if issubclass(model, tuple(written))
    ]
    return frozenset(map(tags.written, concerned)) | frozenset(
        map(tags.nameless, concerned)
    )


def joins(owner: type[Model], senders: Iterable[type[Model]]) -> bool:
    """Tell whether a relation has both ends among these: it joins others to them."""
    linked = ends(owner)
    return bool(linked) and all(
        any(issubclass(sender, end) for sender in senders) for end in linked
    )


def ends(owner: type[Model]) -> frozenset[type[Model]]:
    """Return both ends of the many-to-many relations whose links a table holds."""
    return _links().get(owner, frozenset())


@lru_cache(maxsize=1)
def _links() -> dict[type[Model], frozenset[type[Model]]]:
    """Return the ends of each relation, by the models whose tables have its links."""
    found: dict[type[Model], frozenset[type[Model]]] = {}
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_many_to_many:  # noqa: SLF001  (documented)
            relation: Any = field
            other, through = relation.related_model, relation.remote_field.through
            linked = frozenset({tags.concrete(model), tags.concrete(other)})
            # The model of the links may inherit a part of its table.
            for holder in (tags.concrete(through), *through._meta.get_parent_list()):  # noqa: SLF001
                found[holder] = found.get(holder, frozenset()) | linked
    return found


@lru_cache(maxsize=1)
def _tables() -> dict[str, list[type[Model]]]:
    """Return the models of each table."""
    found: dict[str, list[type[Model]]] = {}
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:  # noqa: SLF001
            name = plain_name(model._meta.db_table)  # noqa: SLF001
            found.setdefault(name, []).append(model)
    return found


def _forget(**_kwargs: Any) -> None:
    for cached in (_tables, _links, tags_of_table):
        cached.cache_clear()


def _forget_apps(*, setting: str, **_kwargs: Any) -> None:
    if setting == "INSTALLED_APPS":
        _forget()


signals.class_prepared.connect(_forget)
setting_changed.connect(_forget_apps)


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
