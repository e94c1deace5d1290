"""Tests in which a live server is asked for what never comes, until they are stopped.

Each says first where it is: a file `<process>.port` holds the port of its server.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import httpx2
from django.contrib.auth.models import Group

from restflow.test import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
)


def say_where(url: str) -> None:
    Group.objects.create(name="of the test")
    port = urlsplit(url).port
    part = Path(f"{os.getpid()}.part")
    part.write_text(str(port))
    part.rename(part.with_suffix(".port"))


class TestSynchronous(AsyncAPIRollbackLiveServerTestCase):
    def test_is_stuck(self) -> None:
        say_where(self.live_server_url)
        # Python heeds a signal that comes just before a call begins to wait when that
        # call has ended, so none may wait for long.
        while True:
            with suppress(TimeoutError):
                urlopen(f"{self.live_server_url}/patient/", timeout=1)  # noqa: S310


class TestAsynchronous(AsyncAPILiveServerTestCase):
    async def test_is_stuck(self) -> None:
        await asyncio.to_thread(say_where, self.live_server_url)
        async with (
            httpx2.AsyncClient(timeout=None) as client,
            client.stream("GET", f"{self.live_server_url}/endless/") as response,
        ):
            async for _ in response.aiter_lines():
                pass
