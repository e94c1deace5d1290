"""The endpoints of the project: groups, the time, an error, and events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, include, path
from rest_framework.decorators import api_view
from rest_framework.response import Response

from tests.neighbours.beside.settings import APPLICATIONS


@api_view(["GET", "POST"])
def groups(request: Any, name: str) -> Response:
    """Count the groups of a name, or add one."""
    if request.method == "POST":
        Group.objects.create(name=name)
    return Response({"count": Group.objects.filter(name=name).count()})


def now(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Say which year it is."""
    return JsonResponse({"year": datetime.now(UTC).year})


@api_view(["GET"])
def fail(request: Any) -> Response:
    """Raise an error that nobody expects."""
    raise LookupError(request.path)


urlpatterns: list[URLPattern | URLResolver] = [
    path("groups/<name>/", groups),
    path("now/", now),
    path("fail/", fail),
]
if "django_eventstream" in APPLICATIONS:
    urlpatterns.append(
        path("events/", include("django_eventstream.urls"), {"channels": ["news"]})
    )
