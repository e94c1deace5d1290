"""Views that show what a live server makes of them."""

# ruff: noqa: ARG001  (Django's signatures)

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from tests.database.project.urls import async_view, hooking_view, sync_view

in_a_block = threading.Event()
block_ended: list[float] = []
stream_ended = threading.Event()
socket_ended = threading.Event()
go_on = threading.Event()


def block_view(request: HttpRequest) -> HttpResponse:
    """Take a while in an atomic block, after which nothing is changed."""
    with transaction.atomic():
        group = Group.objects.create(name="halfway")
        in_a_block.set()
        time.sleep(0.3)
        group.delete()
        block_ended.append(time.monotonic())
    return HttpResponse()


async def endless_view(request: HttpRequest) -> StreamingHttpResponse:
    """Send events until the client goes away."""
    return StreamingHttpResponse(_events(), content_type="text/event-stream")


async def _events() -> AsyncIterator[str]:
    try:
        number = 0
        while True:
            number = await Group.objects.acount()
            yield f"data: {number}\n\n"
            await asyncio.sleep(0.01)
    finally:
        stream_ended.set()


def failing_view(request: HttpRequest) -> HttpResponse:
    """Raise what nobody catches."""
    raise LookupError("what the server raised")


async def patient_view(request: HttpRequest) -> HttpResponse:
    """Never answer."""
    await asyncio.sleep(60)
    return HttpResponse()


urlpatterns = [
    path("sync/", sync_view),
    path("async/", async_view),
    path("hooking/", hooking_view),
    path("block/", block_view),
    path("endless/", endless_view),
    path("failing/", failing_view),
    path("patient/", patient_view),
]
