"""Server-sent events over a socket.

The view runs as long as its client listens. Each event arrives when it is sent. When
the client goes away, the view's `finally` runs.
"""

import asyncio
import threading
from collections.abc import AsyncIterator

import httpx2
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncAPIRollbackLiveServerTestCase, URLPatternsTestCase

has_left = threading.Event()


async def tick_events() -> AsyncIterator[str]:
    try:
        number = 0
        while True:
            number += 1
            yield f"event: tick\ndata: {number}\n\n"
            await asyncio.sleep(0.01)
    finally:
        has_left.set()


async def ticks(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(tick_events(), content_type="text/event-stream")


class EventTests(URLPatternsTestCase, AsyncAPIRollbackLiveServerTestCase):
    urlpatterns = [path("ticks/", ticks)]

    def test_they_arrive_one_at_a_time(self) -> None:
        with httpx2.stream("GET", f"{self.live_server_url}/ticks/") as response:
            lines = response.iter_lines()
            received = [next(lines) for _ in range(5)]
            self.assertFalse(has_left.is_set())

        self.assertEqual(received[-2:], ["event: tick", "data: 2"])
        # The server runs in another thread, and is told a moment later.
        self.assertTrue(has_left.wait(1))  # [!]
