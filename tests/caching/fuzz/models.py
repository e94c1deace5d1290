"""The rows that are written and read."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Row(models.Model):
    """A row whose versions grow, and which moves between groups."""

    group = models.IntegerField()
    version = models.BigIntegerField()

    # Named, as type checkers know only the sample project's models.
    objects: ClassVar[models.Manager[Row]] = models.Manager()

    def __str__(self) -> str:
        return f"{self.pk} in {self.group} at {self.version}"
