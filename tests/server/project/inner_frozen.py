"""Tests that stop the clock, or set it, while a live server runs."""

from __future__ import annotations

from typing import Any

import freezegun
import httpx2
import pytest
import time_machine

from restflow.test import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
    LiveASGIServer,
)

freeze: Any = freezegun.freeze_time
DATE = "2036-01-01"
HOWS: dict[str, Any] = {
    "frozen": freeze(DATE),
    "ticking": freeze(DATE, tick=True),
    "real_asyncio": freeze(DATE, real_asyncio=True),
    "past": freeze("1990-01-01"),
    "travel": time_machine.travel(DATE, tick=False),
    "travel ticking": time_machine.travel(DATE),
}
EACH = pytest.mark.parametrize("how", HOWS)


# Each asks once before the clock stops. freezegun walks through `sys.modules`, and
# fails if the server's thread imports meanwhile what its first request needs.
def ask(server: object) -> None:
    assert httpx2.get(f"{server}/sync/").json()["names"] == []


async def aask(server: object) -> None:
    async with httpx2.AsyncClient() as client:
        assert (await client.get(f"{server}/async/")).json()["names"] == []


@EACH
def test_fixture(live_asgi_server: LiveASGIServer, how: str) -> None:
    ask(live_asgi_server)
    with HOWS[how]:
        ask(live_asgi_server)


@EACH
@pytest.mark.asyncio
async def test_fixture_on_a_loop(live_asgi_server: LiveASGIServer, how: str) -> None:
    await aask(live_asgi_server)
    with HOWS[how]:
        await aask(live_asgi_server)


class TestRollback(AsyncAPIRollbackLiveServerTestCase):
    """Has the tests that are set below."""


class TestCommit(AsyncAPILiveServerTestCase):
    """Has the tests that are set below."""


@freeze(DATE)
class TestFrozenFromTheStart(AsyncAPIRollbackLiveServerTestCase):
    def test_server_was_started_then(self) -> None:
        ask(self.live_server_url)


def _add(name: str, how: Any) -> None:
    def test(self: Any) -> None:
        ask(self.live_server_url)
        with how:
            ask(self.live_server_url)

    async def atest(self: Any) -> None:
        await aask(self.live_server_url)
        with how:
            await aask(self.live_server_url)

    for case in (TestRollback, TestCommit):
        setattr(case, f"test_{name}", test)
        setattr(case, f"test_{name}_on_a_loop", atest)


for name, how in HOWS.items():
    _add(name.replace(" ", "_"), how)
