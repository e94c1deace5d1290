"""Models that a serializer reads and no rule watches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from restflow.caching._rules import InvalidationRule
from restflow.caching._tags import concrete


def unwatched_models(
    serializer_class: Any, rules: tuple[InvalidationRule, ...]
) -> list[str]:
    """Return the labels of models that a serializer reads and no rule names."""
    if serializer_class is None:
        return []
    watched = {rule.model for rule in rules}
    read = set(map(concrete, _read_by(serializer_class())))
    return sorted(model._meta.label for model in read - watched)  # noqa: SLF001


def _read_by(serializer: Any) -> Iterator[type[Model]]:
    """Yield the models whose columns a serializer shows."""
    serializer = getattr(serializer, "child", serializer)
    model = getattr(getattr(serializer, "Meta", None), "model", None)
    if model is not None:
        yield model
    for field in getattr(serializer, "fields", {}).values():
        if field.write_only:
            continue
        inner = getattr(field, "child", field)
        if hasattr(inner, "fields"):
            yield from _read_by(inner)
        if model is not None:
            attributes = field.source_attrs
            # The key of a related row is a column of this one.
            shows_more = type(inner).__name__ not in {
                "PrimaryKeyRelatedField",
                "HyperlinkedRelatedField",
                "PKOnlyObject",
            }
            yield from _on_the_way(model, attributes if shows_more else attributes[:-1])


def _on_the_way(model: type[Model], attributes: list[str]) -> Iterator[type[Model]]:
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
        of = relations[name].related_model
        yield of
