"""A race that does not take place.

`hold_at` refuses a point that does not exist. If nobody comes to the point, `wait`
raises `TimeoutError` after five seconds; nobody is held for longer than that.
"""

import asyncio
import time

import pytest

from restflow.caching import cache_result
from restflow.caching.testing import hold_at


@cache_result(ttl=60)
async def answer() -> int:
    return 42


def test_a_point_that_is_misspelt() -> None:
    with pytest.raises(ValueError, match="'stored' is no point") as caught:  # [!]
        hold_at("stored").__enter__()  # type: ignore[arg-type]
    print(caught.value)


async def wait_for_nobody() -> str:
    with hold_at("committed") as hold, pytest.raises(TimeoutError) as caught:  # [!]
        await asyncio.to_thread(hold.wait)
    return str(caught.value)


async def be_held() -> float:
    begun = time.monotonic()
    with hold_at("computed"):
        assert await answer() == 42
    return time.monotonic() - begun


@pytest.mark.asyncio
async def test_nobody_comes_and_nobody_lets_go() -> None:
    waiting = asyncio.create_task(wait_for_nobody())
    held = await asyncio.to_thread(asyncio.run, be_held())

    print(await waiting)
    assert held >= 5  # [!]
