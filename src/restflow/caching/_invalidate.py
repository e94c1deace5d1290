"""Invalidation by hand."""

from __future__ import annotations

from asgiref.sync import sync_to_async
from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

from restflow.caching import _commits as commits
from restflow.caching import _tags as tags


def invalidate(*of: str | type[Model], using: str = DEFAULT_DB_ALIAS) -> None:
    """Invalidate the entries that depend on tags or on models.

    It takes effect when the transaction is committed, not at all if it is rolled back,
    and at once if there is none. Call it for what Django does not see, such as the
    writes of another program, and for tags: names that you have given to other data.
    Writes through Django need no call.

    Args:
        *of: Tags, or models of which any row may have been written. A text is always a
            tag, even if it is the label of a model. With a `through` model, name the
            models at both ends as well, and with a table that has triggers the models
            whose tables they write.
        using: The database whose transaction it belongs to.

    Raises:
        TypeError: One of them is neither a tag nor a model with a table.

    Since:
        0.1.0.
    """
    wanted = {tag for one in of for tag in _tags_of(one)}
    if wanted:
        commits.written(connections[using], wanted)


async def ainvalidate(*of: str | type[Model], using: str = DEFAULT_DB_ALIAS) -> None:
    """Invalidate the entries that depend on tags or on models, in a coroutine.

    Args:
        *of: Tags, or models of which any row may have been written.
        using: The database whose transaction it belongs to.

    Raises:
        TypeError: One of them is neither a tag nor a model with a table.

    Since:
        0.1.0. The asynchronous counterpart of
        [`invalidate`][restflow.caching.invalidate], named as Django names them.
    """
    # Connections belong to the thread in which Django's queries run.
    await sync_to_async(invalidate)(*of, using=using)


def _tags_of(one: object) -> set[str]:
    if isinstance(one, str):
        return {tags.own(one)}
    if isinstance(one, type) and issubclass(one, Model):
        return {tag for model in _sharing_tables(one) for tag in _of_rows(model)}
    raise TypeError(f"{one!r} is no tag and no model.")


def _of_rows(model: type[Model]) -> set[str]:
    return {tags.written(model), tags.nameless(model)}


def _sharing_tables(model: type[Model]) -> set[type[Model]]:
    """Return the model, those that inherit its table, and those whose it inherits."""
    if model._meta.abstract:  # noqa: SLF001  (documented)
        raise TypeError(f"{model.__name__} is abstract, and has no rows.")
    owner = tags.concrete(model)
    heirs = {one for one in apps.get_models() if issubclass(one, owner)}
    return {owner, *heirs, *owner._meta.get_parent_list()}  # noqa: SLF001
