"""Beside time-machine, with a live server."""

from __future__ import annotations

import httpx
import pytest
import time_machine

from tests.neighbours.beside.situations import expect


@pytest.mark.django_db(transaction=True)
def test_time_machine_live(address: str) -> None:
    """The clock is frozen while a live server answers, and then the run ends."""
    # While the server imports what it needs, the clock can't be frozen.
    httpx.get(f"{address}/now/", timeout=5)
    with time_machine.travel("2031-01-01", tick=False):
        answer = httpx.get(f"{address}/now/", timeout=5)
        expect(answer.status_code, 200, answer.text[-1500:])
        year = answer.json()["year"]
    expect(year, 2031, "the view sees the real time")
