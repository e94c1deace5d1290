"""Tests that give up on a view which blocks the server's event loop."""

from __future__ import annotations

import httpx2
import pytest

from restflow.test import LiveASGIServer
from restflow.test._server import flight, thread

# So that this takes less than half a minute.
flight.SETTLES_WITHIN = 1.0
thread.STOPS_WITHIN = 5.0


def give_up(server: object) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(f"{server}/blocking/", timeout=0.3)


def test_first(live_asgi_server: LiveASGIServer) -> None:
    give_up(live_asgi_server)


def test_next(db: None) -> None:
    """Have nothing to do with it."""
