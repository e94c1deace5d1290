"""A stream without an end, through httpx.

httpx's own transport gives you a response when the application has returned. The
transport of `AsyncHTTPClient` gives it when it begins, and disconnects at the end of
the block.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, AsyncHTTPClient, URLPatternsTestCase

listening: list[str] = []


async def ticks() -> AsyncIterator[str]:
    listening.append("somebody")
    try:
        while listening:
            yield "data: tick\n\n"
            await asyncio.sleep(0.01)
    finally:
        listening.clear()


async def clock(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(ticks(), content_type="text/event-stream")


class EndlessTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("clock/", clock)]

    async def test_httpx_waits_for_the_end(self) -> None:
        application: Any = get_asgi_application()
        transport = httpx2.ASGITransport(application)
        client = httpx2.AsyncClient(transport=transport, base_url="http://testserver")
        request = client.build_request("GET", "/clock/")
        sending = asyncio.create_task(client.send(request, stream=True))

        done, _ = await asyncio.wait({sending}, timeout=0.2)
        self.assertEqual((done, listening), (set(), ["somebody"]))  # [!]

        listening.clear()
        response = await sending
        self.assertGreater((await response.aread()).count(b"tick"), 1)

    async def test_events_are_read_while_the_view_is_running(self) -> None:
        async with AsyncHTTPClient() as client:
            async with client.stream("GET", "/clock/") as response:
                lines = response.aiter_lines()
                self.assertEqual(await anext(lines), "data: tick")
                self.assertEqual(listening, ["somebody"])

            self.assertEqual(listening, [])  # [!]

    async def test_the_head_of_it_has_an_end(self) -> None:
        async with AsyncHTTPClient() as client:
            response = await client.head("/clock/")

        self.assertEqual((response.status_code, response.content), (200, b""))
        self.assertEqual(listening, [])  # [!]
