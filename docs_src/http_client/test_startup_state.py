"""What the startup of an application keeps for its requests.

The state of the lifespan is in the scope of each request. A request that changes it
changes a copy.
"""

import json
from typing import Any

import pytest

from restflow.test import AsyncHTTPClient


async def application(scope: Any, receive: Any, send: Any) -> None:
    state = scope["state"]
    if scope["type"] == "lifespan":
        await receive()
        state["currency"] = "EUR"  # [!]
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = json.dumps(state).encode()
    state["currency"] = "USD"
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@pytest.mark.asyncio
async def test_each_request_has_a_copy() -> None:
    async with AsyncHTTPClient(app=application) as client:
        for _ in range(2):
            response = await client.get("/")
            assert response.json() == {"currency": "EUR"}  # [!]
