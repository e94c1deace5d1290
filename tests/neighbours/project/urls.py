"""The one endpoint of the project: groups with a name."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.decorators import api_view

from tests.neighbours.project.caches import answer


@api_view(["GET", "POST"])
def groups(request: Any, name: str) -> HttpResponse:
    """Count them, and say how many queries it took; or add one, in a block."""
    if request.method == "GET":
        return counted(request, name)
    with transaction.atomic():
        Group.objects.create(name=name)
    return HttpResponse(status=201)


def counted(request: HttpRequest, name: str) -> HttpResponse:
    """Count them, and say in a header how many queries it took."""
    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        response = answer(request, name)
    response["Queries"] = str(len(statements))
    return response


urlpatterns = [path("groups/<name>/", groups)]
