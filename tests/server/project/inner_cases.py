"""Test cases with a live server, for Django's own runner and several processes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import httpx2
from django.contrib.auth.models import Group

from restflow.test import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
)


class Rows:
    """Has the server write, and says who it was."""

    live_server_url: str
    other = ""

    def test_rows_are_shared(self) -> None:
        Group.objects.create(name="a")
        response = httpx2.get(f"{self.live_server_url}/sync/", params={"add": "b"})
        assert response.json()["names"] == ["a", "b"]
        said = Path(f"{type(self).__name__}.txt")
        said.write_text(f"{os.getpid()} {self.live_server_url}")
        # Both have to run at the same time, each in a process.
        deadline = time.monotonic() + 60
        while self.other and not Path(f"{self.other}.txt").exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    async def test_rows_are_shared_on_a_loop(self) -> None:
        await Group.objects.acreate(name="a")
        async with httpx2.AsyncClient(base_url=self.live_server_url) as client:
            response = await client.get("/async/", params={"add": "b"})
        assert response.json()["names"] == ["a", "b"]

    def test_rows_are_gone(self) -> None:
        assert httpx2.get(f"{self.live_server_url}/sync/").json()["names"] == []


class FirstTests(Rows, AsyncAPIRollbackLiveServerTestCase):
    """Rolls back."""

    other = "SecondTests"


class SecondTests(Rows, AsyncAPIRollbackLiveServerTestCase):
    """Rolls back beside the first."""

    other = "FirstTests"


class CommittingTests(Rows, AsyncAPILiveServerTestCase):
    """Commits."""


class FailingTests(AsyncAPIRollbackLiveServerTestCase):
    def test_what_the_server_raises(self) -> None:
        assert httpx2.get(f"{self.live_server_url}/failing/").status_code == 200
