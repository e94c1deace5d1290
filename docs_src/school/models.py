"""Who is taught by whom."""

from django.conf import settings
from django.db import models


class Student(models.Model):
    """Somebody in the class of a teacher."""

    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="students"
    )
    first_name = models.CharField(max_length=100)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.first_name
