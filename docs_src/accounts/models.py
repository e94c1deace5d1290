"""What the shop knows about a user."""

from django.conf import settings
from django.db import models


class Profile(models.Model):
    """The preferences of a user."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    display_name = models.CharField(max_length=100)
    newsletter = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.display_name
