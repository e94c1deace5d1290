"""Views that read and write groups, which stand for rows of any kind."""

from __future__ import annotations

from functools import partial

from asgiref.sync import async_to_sync
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path

ran: list[str] = []


def _names() -> JsonResponse:
    return JsonResponse({"names": sorted(Group.objects.values_list("name", flat=True))})


def sync_view(request: HttpRequest) -> JsonResponse:
    """Add a group if it is asked for, and return the names of all."""
    if name := request.GET.get("add"):
        with transaction.atomic():
            Group.objects.create(name=name)
    return _names()


async def async_view(request: HttpRequest) -> JsonResponse:
    """Do what the other does, on the event loop."""
    if name := request.GET.get("add"):
        await Group.objects.acreate(name=name)
    names = [group.name async for group in Group.objects.order_by("name")]
    return JsonResponse({"names": names})


async def _note(name: str) -> None:
    count = await Group.objects.filter(name=name).acount()
    ran.append(f"{name}: {count}")


def hooking_view(request: HttpRequest) -> JsonResponse:
    """Add a group, with a commit hook that runs a coroutine function."""
    name = request.GET["add"]
    with transaction.atomic():
        Group.objects.create(name=name)
        transaction.on_commit(partial(async_to_sync(_note), name))
    return JsonResponse({"ran": ran})


urlpatterns = [
    path("sync/", sync_view),
    path("async/", async_view),
    path("hooking/", hooking_view),
]
