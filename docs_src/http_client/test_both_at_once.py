"""An application that answers while it still reads, or goes on for ever.

The response begins before the request has been sent. When the client leaves, its upload
ends, the application is cancelled, and its generators are closed.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from restflow.test import AsyncHTTPClient

pytestmark = pytest.mark.asyncio
log: list[str] = []
START = {"type": "http.response.start", "status": 200, "headers": []}


async def ticks() -> AsyncIterator[bytes]:
    try:
        while True:
            yield b"tick\n"
    finally:
        await asyncio.sleep(0.05)
        log.append("closed")


async def clock(scope: Any, receive: Any, send: Any) -> None:
    assert scope["type"] == "http"
    streaming: Any = asyncio.current_task()

    async def listen() -> None:
        while (await receive())["type"] != "http.disconnect":
            log.append("received")
        streaming.cancel()

    listening = asyncio.create_task(listen())
    await send(START)
    async for tick in ticks():
        await send({"type": "http.response.body", "body": tick, "more_body": True})
    await listening


async def upload(end: str) -> AsyncIterator[bytes]:
    yield b"Mug"
    if end == "raise":
        raise OSError("the file is gone")
    try:
        await asyncio.sleep(60)
    finally:
        log.append("cancelled")


async def test_leaving_ends_everything() -> None:
    log.clear()
    client = AsyncHTTPClient(app=clock)
    async with client, client.stream("POST", "/", content=upload("wait")) as response:
        lines = response.aiter_lines()
        assert await anext(lines) == "tick"
        await asyncio.sleep(0.1)
    assert log == ["received", "cancelled", "closed"]  # [!]


async def test_what_the_upload_raises() -> None:
    async with AsyncHTTPClient(app=clock) as client:
        with pytest.raises(OSError, match="the file is gone"):  # [!]
            async with client.stream("POST", "/", content=upload("raise")):
                await asyncio.sleep(0.1)
