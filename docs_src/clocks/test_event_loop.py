"""An event loop whose clock stands still.

freezegun stops the clock of the event loop as well. `asyncio.sleep` and timeouts never
end, not even when the clock runs again. `real_asyncio=True` leaves the loop's clock
alone.
"""

import asyncio
from datetime import UTC, datetime

import pytest
from freezegun import freeze_time

LATER = datetime(2030, 1, 1, tzinfo=UTC)

pytestmark = pytest.mark.asyncio


async def ends(sleeping: asyncio.Task[None]) -> bool:
    await asyncio.sleep(0)
    sum(range(2_000_000))  # It takes more than ten milliseconds.
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return sleeping.done()


async def test_the_trap() -> None:
    with freeze_time(LATER):
        sleeping = asyncio.create_task(asyncio.sleep(0.01))
        assert not await ends(sleeping)  # [!]
    assert not await ends(sleeping)  # [!]
    sleeping.cancel()


async def test_freezegun() -> None:
    with freeze_time(LATER, real_asyncio=True):  # [!]
        await asyncio.wait_for(asyncio.sleep(0.01), timeout=1)
