"""The connections that an asynchronous hit costs.

Django makes a cache client for each task, so under ASGI for each request, and each
client connects anew. One client for the process is enough.
"""

import asyncio
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import override_settings

from restflow.caching import cache_result

clients: list[str] = []


class CountingCache(LocMemCache):
    def __init__(self, name: str, params: dict[str, Any]) -> None:
        clients.append(name)
        super().__init__(name, params)


COUNTING = {"default": {"BACKEND": f"{__name__}.CountingCache"}}


async def get_price() -> Any:
    return await cache.aget("price")


@pytest.mark.asyncio
@override_settings(CACHES=COUNTING)
async def test_a_client_for_each_task() -> None:
    clients.clear()

    await asyncio.gather(*(get_price() for _ in range(20)))

    assert len(clients) == 20  # [!]


@cache_result(ttl=60)
async def price() -> str:
    return "9.50"


@pytest.mark.asyncio
@override_settings(CACHES=COUNTING)
async def test_one_client_for_the_process() -> None:
    clients.clear()

    await asyncio.gather(*(price() for _ in range(20)))

    assert len(clients) == 1  # [!]
