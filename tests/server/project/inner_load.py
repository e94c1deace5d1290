"""Many requests at a time through the live server, which has to stay as it is."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import threading
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib.auth.models import Group
from django.http import HttpRequest, JsonResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AsyncAPIRollbackLiveServerTestCase, URLPatternsTestCase

REQUESTS = int(os.environ["LOAD_REQUESTS"])
AT_ONCE = 50
# What may be added by the second half of the requests: per request next to nothing.
MOST_BYTES = 2_000_000
MOST_OBJECTS = 500

# The environment may ask for a server that keeps something of each request.
KEEPS = "LOAD_KEEPS" in os.environ
kept: list[bytes] = []


def sync_view(request: HttpRequest) -> JsonResponse:
    if KEEPS:
        kept.append(bytes(10_000))
    number = int(request.GET["number"])
    return JsonResponse({"number": number, "groups": Group.objects.count()})


async def async_view(request: HttpRequest) -> JsonResponse:
    number = int(request.GET["number"])
    return JsonResponse({"number": number, "groups": await Group.objects.acount()})


async def ask(reader: Any, writer: Any, number: int) -> Any:
    """Send a request on a connection that stays open, and return what is answered."""
    view = "sync" if number % 2 else "async"
    request = f"GET /{view}/?number={number} HTTP/1.1\r\nHost: localhost\r\n\r\n"
    writer.write(request.encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    assert head.startswith("http/1.1 200"), head
    length = head.partition("content-length: ")[2].partition("\r\n")[0]
    return json.loads(await reader.readexactly(int(length)))


def memory() -> tuple[int, int]:
    """Return how many bytes this process has, and how many objects."""
    gc.collect()
    with open("/proc/self/statm") as statm:  # noqa: PTH123  (no file of a directory)
        pages = int(statm.read().split()[1])
    return pages * os.sysconf("SC_PAGESIZE"), len(gc.get_objects())


# It is what tells the length of a response.
@override_settings(MIDDLEWARE=["django.middleware.common.CommonMiddleware"])
class TestLoad(URLPatternsTestCase, AsyncAPIRollbackLiveServerTestCase):
    before: ClassVar[set[threading.Thread]]

    urlpatterns = [path("sync/", sync_view), path("async/", async_view)]  # noqa: RUF012

    @classmethod
    def setUpClass(cls) -> None:
        cls.before = set(threading.enumerate())
        # The first that is added is the last that is called.
        cls.addClassCleanup(cls.check_that_nothing_is_left)
        super().setUpClass()

    @classmethod
    def check_that_nothing_is_left(cls) -> None:
        left = {thread.name for thread in {*threading.enumerate()} - cls.before}
        # The thread that asgiref keeps for the synchronous code of a test.
        assert {name.rpartition("_")[0] for name in left} <= {"ThreadPoolExecutor-0"}
        try:
            socket.create_connection(("localhost", cls.port)).close()
        except ConnectionRefusedError:
            return
        raise AssertionError("Somebody still listens.")

    async def asyncSetUp(self) -> None:
        type(self).port = urlsplit(self.live_server_url).port or 0
        await Group.objects.acreate(name="one")
        self.connections = [
            await asyncio.open_connection("localhost", self.port)
            for _ in range(AT_ONCE)
        ]

    async def asyncTearDown(self) -> None:
        for _, writer in self.connections:
            writer.close()
            await writer.wait_closed()

    async def send(self, numbers: range) -> None:
        """Send the requests over all connections at the same time."""

        async def work(connection: tuple[Any, Any]) -> None:
            for number in left:
                answer = await ask(*connection, number)
                assert answer == {"number": number, "groups": 1}
                self.answered += 1

        left = iter(numbers)
        async with asyncio.timeout(300), asyncio.TaskGroup() as group:
            for connection in self.connections:
                group.create_task(work(connection))
        # The last ones are answered, but the server is still busy with them.
        assert self.server_thread.settle() == []
        self.server_thread.begin(self.id())

    async def test_none_is_lost_and_nothing_is_kept(self) -> None:
        self.answered = 0
        await self.send(range(REQUESTS // 2))
        before = memory()
        await self.send(range(REQUESTS // 2, REQUESTS))
        after = memory()
        assert self.answered == REQUESTS
        grown = after[0] - before[0], after[1] - before[1]
        print(f"{grown[0]} bytes and {grown[1]} objects more")  # noqa: T201  (-rP)
        assert grown[0] < MOST_BYTES, f"memory has grown by {grown[0]} bytes"
        assert grown[1] < MOST_OBJECTS, f"memory has grown by {grown[1]} objects"
