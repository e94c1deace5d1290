"""Many tests that use a live server; none finds anything of another.

The environment says how many of each kind there are, and whether they are rolled back
or flushed.
"""

from __future__ import annotations

import json
import os
import ssl
from typing import Any
from urllib.request import urlopen

import httpx2
import pytest
from django.contrib.auth.models import Group

from restflow.test import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
    LiveASGIServer,
)

FLUSHES = os.environ["MANY_HOW"] == "flush"
NUMBERS = range(int(os.environ["MANY_OF_A_KIND"]))
# Each client would make one, which takes longer than the rest of a test.
CONTEXT = ssl.create_default_context()

pytestmark = pytest.mark.django_db(transaction=FLUSHES)
many = pytest.mark.parametrize("number", NUMBERS)


def names(server: object, number: int, query: str = "") -> Any:
    view = "sync" if number % 2 else "async"
    with urlopen(f"{server}/{view}/{query}", timeout=10) as response:  # noqa: S310
        return json.load(response)["names"]


async def anames(server: object, number: int, query: str = "") -> Any:
    view = "sync" if number % 2 else "async"
    async with httpx2.AsyncClient(verify=CONTEXT, timeout=10) as client:
        response = await client.get(f"{server}/{view}/{query}")
        return response.json()["names"]


def check(server: object, number: int) -> None:
    """Write on both sides, which see both, and nothing else."""
    assert names(server, number) == []
    Group.objects.create(name="of the test")
    both = ["of the server", "of the test"]
    assert names(server, number, "?add=of+the+server") == both
    assert Group.objects.count() == len(both)


async def acheck(server: object, number: int) -> None:
    """Do the same on an event loop."""
    assert await anames(server, number) == []
    await Group.objects.acreate(name="of the test")
    both = ["of the server", "of the test"]
    assert await anames(server, number, "?add=of+the+server") == both
    assert await Group.objects.acount() == len(both)


@many
def test_synchronous(live_asgi_server: LiveASGIServer, number: int) -> None:
    check(live_asgi_server, number)


@many
@pytest.mark.asyncio
async def test_asynchronous(live_asgi_server: LiveASGIServer, number: int) -> None:
    await acheck(live_asgi_server, number)


Case: Any = (
    AsyncAPILiveServerTestCase if FLUSHES else AsyncAPIRollbackLiveServerTestCase
)


class TestCases(Case):  # type: ignore[misc]
    """Has the tests that are set below."""


def _add(number: int) -> None:
    def test(self: Any) -> None:
        check(self.live_server_url, number)

    async def atest(self: Any) -> None:
        await acheck(self.live_server_url, number)

    setattr(TestCases, f"test_synchronous_{number}", test)
    setattr(TestCases, f"test_asynchronous_{number}", atest)


for number in NUMBERS:
    _add(number)
