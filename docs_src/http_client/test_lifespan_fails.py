"""An application that cannot start up, or not shut down.

Whatever it raises or says is raised in the test: where the client is opened, or where
it is closed.
"""

from typing import Any

import pytest

from restflow.test import AsyncHTTPClient


async def without_a_database(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no database"})


async def broken(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    raise KeyError("SHOP_URL")


async def left_open(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.failed", "message": "a file is open"})


@pytest.mark.asyncio
async def test_it_says_that_it_cannot_start() -> None:
    with pytest.raises(RuntimeError, match="failed: no database"):  # [!]
        await AsyncHTTPClient(app=without_a_database).get("/api/health/")


@pytest.mark.asyncio
async def test_what_it_raises_is_raised() -> None:
    with pytest.raises(KeyError, match="SHOP_URL"):  # [!]
        async with AsyncHTTPClient(app=broken):
            pytest.fail("The client was never open.")


@pytest.mark.asyncio
async def test_it_cannot_shut_down() -> None:
    client = AsyncHTTPClient(app=left_open)
    await client.__aenter__()
    with pytest.raises(RuntimeError, match="failed: a file is open"):  # [!]
        await client.aclose()
