"""One table."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Row(models.Model):
    name = models.CharField(max_length=50)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "project"

    def __str__(self) -> str:
        return self.name
