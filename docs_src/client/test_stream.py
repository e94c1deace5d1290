"""A stream without an end.

With Django's client you can read a stream, but not leave it. `stream` closes the
connection at the end of its block: the view is cancelled, and its `finally` has run.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import AsyncClient
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

listeners: set[asyncio.Queue[str]] = set()


async def price_events() -> AsyncIterator[str]:
    prices: asyncio.Queue[str] = asyncio.Queue()
    listeners.add(prices)
    try:
        yield "event: hello\ndata:\n\n"
        while True:
            yield f"event: price\ndata: {await prices.get()}\n\n"
    finally:
        listeners.discard(prices)


async def prices(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(price_events(), content_type="text/event-stream")


async def change(request: HttpRequest) -> HttpResponse:
    for listener in listeners:
        listener.put_nowait(request.body.decode())
    return HttpResponse(status=204)


class StreamTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("prices/", prices), path("change/", change)]

    async def test_with_django_the_view_is_never_told(self) -> None:
        response: Any = await AsyncClient().get("/prices/")
        await anext(response.streaming_content)
        await sync_to_async(response.close)()
        self.assertEqual(len(listeners), 1)  # [!]
        listeners.clear()

    async def test_events_are_read_while_the_view_is_running(self) -> None:
        async with self.client.stream("GET", "/prices/") as response:
            events = response.events()
            self.assertEqual((await anext(events)).event, "hello")

            await self.client.post("/change/", {"mug": "9.50"})
            self.assertEqual((await anext(events)).json(), {"mug": "9.50"})  # [!]

        self.assertEqual(listeners, set())  # [!]
