"""The thread hops of an asynchronous hit.

Django's caches run `aget` in another thread, and `aget_many` once for each key, even
for local memory. A hit of restflow takes one hop, and none for local memory.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings

from restflow.caching import cache_result

FILES = "django.core.cache.backends.filebased.FileBasedCache"
MUGS = [f"mug:{number}" for number in range(20)]


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    taken: list[str] = []
    hop = asyncio.BaseEventLoop.run_in_executor

    def counted(loop: Any, executor: Any, function: Any, *args: Any) -> Any:
        taken.append("hop")
        return hop(loop, executor, function, *args)

    monkeypatch.setattr(asyncio.BaseEventLoop, "run_in_executor", counted)
    return taken


@pytest.mark.asyncio
async def test_a_hop_for_each_key(hops: list[str]) -> None:
    await cache.aget_many(MUGS)
    assert len(hops) == 20  # [!]


@cache_result(ttl=60, tags=MUGS)
async def price() -> str:
    return "9.50"


@pytest.mark.asyncio
async def test_no_hop_at_all(hops: list[str]) -> None:
    await price()
    await price()
    assert len(hops) == 0  # [!]


@pytest.mark.asyncio
async def test_one_hop_for_all_keys(hops: list[str], tmp_path: Path) -> None:
    files = {"BACKEND": FILES, "LOCATION": tmp_path}
    with override_settings(CACHES={"default": files}):
        await price()
        hops.clear()

        await price()
    assert len(hops) == 1  # [!]
