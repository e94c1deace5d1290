"""Models that a serializer reads and no rule watches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from restflow.caching._rules import InvalidationRule
from restflow.caching._tables import ends
from restflow.caching._tags import concrete


def unwatched_models(
    serializer_class: Any, rules: tuple[InvalidationRule, ...]
) -> list[str]:
    """Return the labels of models that a serializer reads and no rule names."""
    if serializer_class is None:
        return []
    watched = {model for rule in rules for model in (rule.model, *rule.behind)}
    read = set(map(concrete, _read_by(serializer_class())))
    # A rule for one end of a relation covers the links, which may have a model.
    missed = {model for model in read - watched if not ends(model) & watched}
    return sorted(model._meta.label for model in missed)  # noqa: SLF001


def _read_by(serializer: Any) -> Iterator[type[Model]]:
    """Yield the models whose columns a serializer shows."""
    serializer = getattr(serializer, "child", serializer)
    model = getattr(getattr(serializer, "Meta", None), "model", None)
    if model is not None:
        yield model
    for field in getattr(serializer, "fields", {}).values():
        if field.write_only:
            continue
        inner = getattr(field, "child_relation", getattr(field, "child", field))
        if hasattr(inner, "fields"):
            yield from _read_by(inner)
        if model is not None:
            yield from _on_the_way(
                model, field.source_attrs, only_keys=_shows_keys(inner)
            )


def _shows_keys(field: Any) -> bool:
    """Tell whether of a related row a field shows the primary key alone."""
    names = {"PrimaryKeyRelatedField", "HyperlinkedRelatedField", "PKOnlyObject"}
    return (
        type(field).__name__ in names and getattr(field, "lookup_field", "pk") == "pk"
    )


def _on_the_way(
    model: type[Model], attributes: list[str], *, only_keys: bool
) -> Iterator[type[Model]]:
    """Yield the models that a dotted source leads to."""
    of: Any = model
    for name in attributes:
        relations = {
            field.get_accessor_name() if field.auto_created else field.name: field
            for field in of._meta.get_fields()  # noqa: SLF001
            if field.is_relation and field.related_model
        }
        if name not in relations:
            return
        relation = relations[name]
        of = relation.related_model
        # The key of a row that this one names is a column of this one, or a link. Which
        # rows name this one, their own table says.
        named_here = relation.many_to_many or not relation.auto_created
        if not (only_keys and name == attributes[-1] and named_here):
            yield of
