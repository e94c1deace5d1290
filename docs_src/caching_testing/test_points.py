"""The points at which a race can be held.

A reader reads tokens, computes and stores. A writer commits, and then invalidates what
depends on the write. Readers of its process need not wait for that.
"""

import asyncio

import pytest
from asgiref.sync import sync_to_async

from restflow.caching import cache_result, invalidate
from restflow.caching.testing import hold_at

pytestmark = [
    pytest.mark.run_commit_hooks,
    pytest.mark.django_db,
    pytest.mark.asyncio,
]
prices = dict.fromkeys(["Mug", "Cup", "Plate"], "9.50")


@cache_result(ttl=60, tags=["prices"])
async def price(of: str) -> str:
    return prices[of]


async def set_price(of: str, price: str) -> None:
    prices[of] = price
    await sync_to_async(invalidate)("prices")


async def test_before_the_value_is_computed() -> None:
    with hold_at("tokens read") as hold:  # [!]
        reader = asyncio.create_task(price("Mug"))
        await asyncio.to_thread(hold.wait)
        await set_price("Mug", "12.00")

    assert await reader == "12.00"


async def test_before_the_value_is_stored() -> None:
    with hold_at("computed") as hold:  # [!]
        reader = asyncio.create_task(price("Cup"))
        await asyncio.to_thread(hold.wait)
        await set_price("Cup", "12.00")

    assert await reader == "9.50"
    assert await price("Cup") == "12.00"


async def test_before_the_commit_makes_invalid() -> None:
    assert await price("Plate") == "9.50"
    with hold_at("committed") as hold:  # [!]
        writer = asyncio.create_task(set_price("Plate", "12.00"))
        await asyncio.to_thread(hold.wait)
        assert await price("Plate") == "12.00"

    await writer
