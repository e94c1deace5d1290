"""The routes of `bench_access.py`, and who may do what.

Ten apps have ten lists and ten routes to a student each. Lists are for everybody, for
those who are logged in, for the staff, or for everybody to read. A student may be seen
or removed by its teacher, who is the owner here, and by the staff.
"""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import include, path
from rest_framework.permissions import (
    AllowAny,
    IsAdminUser,
    IsAuthenticated,
    IsAuthenticatedOrReadOnly,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from school.models import Student

APPS = 10
ROUTES = 10
ACTORS = ("anonymous", "customer", "owner", "staff", "admin")
STAFF = ("staff", "admin")
_PERMISSIONS = (AllowAny, IsAuthenticated, IsAdminUser, IsAuthenticatedOrReadOnly)


class Students(APIView):
    """A list of students."""

    def get(self, request: Request) -> Response:  # noqa: ARG002  (the framework passes it)
        return Response({"names": [*Student.objects.values_list("first_name")]})


class OneStudent(APIView):
    """A student, for the teacher and the staff."""

    permission_classes = (IsAuthenticated,)

    def found(self, request: Request, pk: int) -> Student:
        user: Any = request.user
        own = {} if user.is_staff else {"teacher": user}
        return get_object_or_404(Student, pk=pk, **own)


class Readable(OneStudent):
    """A student who may be seen."""

    def get(self, request: Request, pk: int) -> Response:
        return Response({"name": self.found(request, pk).first_name})


class Removable(OneStudent):
    """A student who may be removed."""

    def delete(self, request: Request, pk: int) -> Response:
        self.found(request, pk).delete()
        return Response(status=204)


def _list(number: int) -> Any:
    return Students.as_view(permission_classes=[_PERMISSIONS[number % 4]])


def _detail(number: int) -> Any:
    return (Removable if number % 2 else Readable).as_view()


def _app(app: int) -> Any:
    routes = [
        *(path(f"list/{n}/", _list(n), name=f"list-{app}-{n}") for n in range(ROUTES)),
        *(
            path(f"detail/{n}/<int:pk>/", _detail(n), name=f"detail-{app}-{n}")
            for n in range(ROUTES)
        ),
    ]
    return path(f"api/{app}/", include(routes))


urlpatterns = [_app(app) for app in range(APPS)]


def _status_of_list(number: int, actor: str) -> int:
    refused = ((), ("anonymous",), ("anonymous", "customer", "owner"), ())
    return 403 if actor in refused[number % 4] else 200


def _status_of_detail(number: int, actor: str) -> int:
    if actor in ("owner", *STAFF):
        return 204 if number % 2 else 200
    return 403 if actor == "anonymous" else 404


def _rows(app: int) -> dict[str, dict[str, int | None]]:
    rows: dict[str, dict[str, int | None]] = {}
    for n in range(ROUTES):
        method = "DELETE" if n % 2 else "GET"
        rows[f"GET list-{app}-{n}"] = {
            actor: _status_of_list(n, actor) for actor in ACTORS
        }
        rows[f"{method} detail-{app}-{n}"] = {
            actor: _status_of_detail(n, actor) for actor in ACTORS
        }
    return rows


# Rows of the access table, and the parameters of the tests.
EXPECTED = {row: cells for app in range(APPS) for row, cells in _rows(app).items()}
