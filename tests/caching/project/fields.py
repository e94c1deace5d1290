"""A relation as packages make them that have no field of Django's for it."""

from __future__ import annotations

from typing import Any

from django.db.models import ManyToManyRel
from django.db.models.fields.related import RelatedField, lazy_related_operation


class LabelsField(RelatedField):  # type: ignore[type-arg]
    """Rows of any model have labels by a table that names them by their keys alone.

    As django-taggit has it: nothing in it derives from Django's own relation.
    """

    many_to_many = True
    many_to_one = one_to_many = one_to_one = False

    def __init__(self, to: Any, through: Any, **_made: Any) -> None:
        rel: Any = ManyToManyRel(self, to, through=through, related_name="+")  # type: ignore[arg-type]
        super().__init__(rel=rel, related_name="+", editable=False)

    def deconstruct(self) -> Any:
        """Return what it was made with."""
        related: Any = self.remote_field
        name, path, _, _ = super().deconstruct()
        return name, path, [_label(related.model), _label(related.through)], {}

    def contribute_to_class(
        self, cls: Any, name: str, private_only: bool = False, **_kwargs: Any
    ) -> None:
        """Become one of the model's many-to-many relations."""
        self.set_attributes_from_name(name)
        self.model, self.opts = cls, cls._meta
        cls._meta.add_field(self, private=private_only)
        related: Any = self.remote_field

        def resolve(_model: Any, to: Any, through: Any) -> None:
            related.model, related.through = to, through

        lazy_related_operation(resolve, cls, related.model, related.through)

    def m2m_db_table(self) -> str:
        """Return the table of the links, for which Django asks."""
        related: Any = self.remote_field
        return str(related.through._meta.db_table)


def _label(model: Any) -> str:
    return model if isinstance(model, str) else model._meta.label_lower
