"""Views that show what a live server makes of them."""

# ruff: noqa: ARG001  (Django's signatures)

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import AsyncIterator, Callable

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from tests.database.project.urls import async_view, hooking_view, sync_view

in_a_block = threading.Event()
block_ended: list[float] = []
stream_ended = threading.Event()
socket_ended = threading.Event()
go_on = threading.Event()
# What became of what was written after its test had ended.
late: queue.SimpleQueue[str] = queue.SimpleQueue()
tasks: list[asyncio.Task[None]] = []


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


def host_view(request: HttpRequest) -> HttpResponse:
    """Say by which name it was asked."""
    return HttpResponse(request.get_host())


async def patient_view(request: HttpRequest) -> HttpResponse:
    """Never answer."""
    await asyncio.sleep(60)
    return HttpResponse()


def _write_late(write: Callable[[], object]) -> HttpResponse:
    """Write when the test says so, and tell what became of it."""
    assert go_on.wait(60)
    try:
        write()
    except Exception as error:
        late.put(f"{type(error).__name__}: {error}")
        raise
    late.put("written")
    return HttpResponse()


def late_view(request: HttpRequest) -> HttpResponse:
    """Write when the client has gone."""
    return _write_late(lambda: Group.objects.create(name="late"))


def late_block_view(request: HttpRequest) -> HttpResponse:
    """Write again when the client has gone, in a block that is open."""
    try:
        with transaction.atomic():
            Group.objects.create(name="early")
            return _write_late(lambda: Group.objects.create(name="late"))
    except Exception as error:
        late.put(f"block: {type(error).__name__}")
        raise


def late_cursor_view(request: HttpRequest) -> HttpResponse:
    """Write when the client has gone, by a cursor that was opened before."""
    with connection.cursor() as cursor:
        sql = "INSERT INTO auth_group (name) VALUES ('late')"
        return _write_late(lambda: cursor.execute(sql))


def statement_view(request: HttpRequest) -> HttpResponse:
    """Have the database take longer than any test wants to wait."""
    slow = (
        "SELECT pg_sleep(60)"
        if connection.vendor == "postgresql"
        else "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
        "WHERE i < 1000000000) SELECT max(i) FROM n"
    )
    with connection.cursor() as cursor:
        cursor.execute(slow)
    return HttpResponse()


async def tasking_view(request: HttpRequest) -> HttpResponse:
    """Leave a task, and one that ends soon."""
    tasks.append(asyncio.create_task(_write_later(60)))
    tasks.append(asyncio.create_task(_write_later(0.1)))
    return HttpResponse()


async def _write_later(seconds: float) -> None:
    await asyncio.sleep(seconds)
    await Group.objects.acreate(name=f"after {seconds}")


async def blocking_view(request: HttpRequest) -> HttpResponse:
    """Block the server's event loop for as long as a run may take."""
    time.sleep(60)  # noqa: ASYNC251  (that is the mistake)
    return HttpResponse()


urlpatterns = [
    path("sync/", sync_view),
    path("async/", async_view),
    path("hooking/", hooking_view),
    path("block/", block_view),
    path("endless/", endless_view),
    path("failing/", failing_view),
    path("host/", host_view),
    path("patient/", patient_view),
    path("late/", late_view),
    path("late-block/", late_block_view),
    path("late-cursor/", late_cursor_view),
    path("statement/", statement_view),
    path("tasking/", tasking_view),
    path("blocking/", blocking_view),
]
