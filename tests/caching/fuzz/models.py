"""The rows that are written and read."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Mark(models.Model):
    """Replaces the one that a row had before."""

    version = models.BigIntegerField()

    # Named, as type checkers know only the sample project's models.
    objects: ClassVar[models.Manager[Mark]] = models.Manager()

    def __str__(self) -> str:
        return str(self.version)


class Row(models.Model):
    """A row whose versions grow, and which moves between groups."""

    group = models.IntegerField()
    version = models.BigIntegerField()
    marks: Any = models.ManyToManyField(Mark, related_name="rows")
    tied: Any = models.ManyToManyField(Mark, related_name="+", through="Tie")

    objects: ClassVar[models.Manager[Row]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.pk} in {self.group} at {self.version}"


class Tie(models.Model):
    """A link of a relation that has a model of its own."""

    row = models.ForeignKey(Row, models.CASCADE)
    mark = models.ForeignKey(Mark, models.CASCADE)

    objects: ClassVar[models.Manager[Tie]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.row} to {self.mark}"


class RowView(models.Model):
    """A row as a view of the database shows it, which takes writes."""

    group = models.IntegerField()
    version = models.BigIntegerField()

    objects: ClassVar[models.Manager[RowView]] = models.Manager()

    class Meta:
        managed = False
        db_table = "fuzz_view"

    def __str__(self) -> str:
        return f"{self.pk} in {self.group} at {self.version}"


VIEW = "CREATE VIEW fuzz_view AS SELECT id, {group}, version FROM fuzz_row"


class Router:
    """Has the table of the cache, if there is one, on another connection than rows."""

    def db_for_read(self, model: Any, **_hints: Any) -> str | None:
        return "cache" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_migrate(self, _alias: str, _app_label: str, **_hints: Any) -> bool:
        return True
