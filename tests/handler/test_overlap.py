"""Requests that are under way at the same time: what the end of one leaves alone."""

from __future__ import annotations

import asyncio
import threading

import pytest
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse

from restflow.test import AsyncAPIClient
from tests.support.urls import Serve


async def at_once(serve: Serve) -> list[object]:
    """Make two requests that wait for each other; return the connections they use."""
    barrier = threading.Barrier(2, timeout=10)
    used: list[object] = []

    def view(request: HttpRequest) -> HttpResponse:
        barrier.wait()
        connection.ensure_connection()
        used.append(connections["default"])
        return HttpResponse(request.path)

    serve(view)
    client = AsyncAPIClient()
    await asyncio.gather(client.get("/"), client.get("/"))
    return used


@pytest.mark.django_db
async def test_none_that_the_test_shares_is_closed(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    for alias in connections:
        # Also one that no transaction is open on. Two threads may close it at once.
        monkeypatch.setattr(connections[alias], "close", lambda: closed.append("one"))
    first, second = await at_once(serve)
    assert first is second
    assert closed == []
