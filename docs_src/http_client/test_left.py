"""A stream that the client leaves.

The view is told, and may clean up, whether it waits for something itself or for its
reader. It has done so before the next line of the test runs.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncHTTPClient

pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]

SHORT, LONG = "tick\n", "tick\n" * 100_000

listeners: list[str] = []


async def listen(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    async def events() -> AsyncIterator[str]:
        listeners.append(kind)
        try:
            while True:
                yield LONG if kind == "long" else SHORT
                await asyncio.sleep(0.01)
        finally:
            # As long as it takes to tell another service.
            await asyncio.sleep(0.05)
            listeners.remove(kind)

    return StreamingHttpResponse(events(), content_type="text/event-stream")


urlpatterns = [path("listen/<kind>/", listen)]


@pytest.mark.parametrize("kind", ["short", "long"])
async def test_the_view_cleans_up(kind: str) -> None:
    async with AsyncHTTPClient() as client:
        async with client.stream("GET", f"/listen/{kind}/") as response:
            assert await anext(response.aiter_lines()) == "tick"
            assert listeners == [kind]

        assert listeners == []  # [!]
