"""One view: POST writes a row and does something when that is committed."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from tests.comparison.project.models import Row

# What commit hooks have done.
sent: list[str] = []


def order(request: HttpRequest, name: str) -> HttpResponse:
    if request.method == "POST":
        with transaction.atomic():
            Row.objects.create(name=name)
            transaction.on_commit(partial(sent.append, name))
    return HttpResponse(Row.objects.filter(name=name).count())


urlpatterns = [path("<name>/", order)]
