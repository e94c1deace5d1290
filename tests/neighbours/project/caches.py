"""How many groups have a name, asked through the cache that the settings name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, JsonResponse

from tests.neighbours.project.settings import NEIGHBOUR

# In seconds; a run takes less.
LIFETIME = 300


def by_orm(name: str) -> int:
    """Count rows; packages that cache what the ORM reads do so here."""
    return Group.objects.filter(name=name).count()


def by_key(name: str) -> int:
    """Keep the number in Django's cache."""
    return cache.get_or_set(name, lambda: by_orm(name), LIFETIME) or 0


@receiver(post_save, sender=Group)
def forget(instance: Group, **_: Any) -> None:
    """Forget it, as a project has to that keeps numbers by key."""
    if NEIGHBOUR.way == "key":
        cache.delete(instance.name)


def answer(request: HttpRequest, name: str) -> JsonResponse:
    """Answer with the number of groups."""
    if NEIGHBOUR.way == "response":
        from tests.neighbours.project.ours import by_response

        return by_response(request, name)
    if NEIGHBOUR.way == "result":
        from tests.neighbours.project.ours import by_result

        return JsonResponse({"count": by_result(name)})
    return JsonResponse(
        {"count": by_key(name) if NEIGHBOUR.way == "key" else by_orm(name)}
    )
