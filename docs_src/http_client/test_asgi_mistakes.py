"""Mistakes that are told.

An application may send its messages in the wrong order, or never shut down. A client
may be asked for what leads away from the application.
"""

import asyncio
from typing import Any

import httpx2
import pytest

from restflow.test import AsyncHTTPClient

pytestmark = pytest.mark.asyncio


async def headless(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.body", "body": b"Mug"})


async def restless(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await asyncio.sleep(60)


async def test_a_body_before_its_headers() -> None:
    async with AsyncHTTPClient(app=headless) as client:
        with pytest.raises(RuntimeError) as caught:  # [!]
            await client.get("/")
    print(caught.value)


async def test_a_shutdown_that_never_ends() -> None:
    client = AsyncHTTPClient(app=restless)
    await client.__aenter__()
    with pytest.raises(TimeoutError) as caught:  # [!]
        await client.aclose()
    print(caught.value)


async def test_what_leads_elsewhere() -> None:
    options: Any = {"proxy": "http://proxy.internal"}
    with pytest.raises(TypeError) as refused:  # [!]
        AsyncHTTPClient(**options)
    print(refused.value)

    async with AsyncHTTPClient() as client:
        with pytest.raises(httpx2.UnsupportedProtocol) as caught:  # [!]
            await client.get("ftp://testserver/mug.png")
    print(caught.value)
