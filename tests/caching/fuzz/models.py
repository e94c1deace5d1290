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

    objects: ClassVar[models.Manager[Row]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.pk} in {self.group} at {self.version}"
