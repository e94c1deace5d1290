"""A test that a view keeps waiting, and one that comes after it.

The view sleeps in a thread, which nobody can stop.
"""

from __future__ import annotations

import os

import httpx2
import pytest
from django.contrib.auth.models import Group

from restflow.test import AsyncAPIRollbackLiveServerTestCase, LiveASGIServer
from tests.server.project import urls

runs: list[str] = []


def hang(server: object) -> None:
    Group.objects.create(name="of the test that hangs")
    urls.go_on.clear()
    httpx2.get(f"{server}/late-block/", timeout=None)


def test_hangs(live_asgi_server: LiveASGIServer) -> None:
    hang(live_asgi_server)


class TestHanging(AsyncAPIRollbackLiveServerTestCase):
    def test_hangs_in_a_class(self) -> None:
        hang(self.live_server_url)


@pytest.mark.asyncio
async def test_next(live_asgi_server: LiveASGIServer) -> None:
    urls.go_on.set()
    async with httpx2.AsyncClient(timeout=10) as client:
        response = await client.get(f"{live_asgi_server}/async/")
    assert response.json()["names"] == []


def test_passes_when_it_is_run_again(live_asgi_server: LiveASGIServer) -> None:
    runs.append("run")
    assert Group.objects.count() == 0
    urls.go_on.clear()
    if len(runs) < int(os.environ.get("HANGING_RUNS", "2")):
        httpx2.get(f"{live_asgi_server}/late-block/", timeout=0.3)
    response = httpx2.get(f"{live_asgi_server}/sync/", params={"add": "one"})
    assert response.json()["names"] == ["one"]
