"""The id and the retry of an event.

A browser that reconnects sends the last id in the header `Last-Event-ID`, after the
milliseconds in `retry`. An event without an id of its own has the one before it.
"""

from collections.abc import AsyncIterator

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, ServerSentEvent, URLPatternsTestCase


async def price_events(after: int) -> AsyncIterator[str]:
    yield "retry: 2500\ndata: hello\n\n"
    for number in range(after + 1, 4):
        yield f"id: {number}\nevent: price\ndata: {number}.50\n\n"
    yield ": a comment\n\ndata: sold out\ndata: until Monday\n\n"


async def prices(request: HttpRequest) -> StreamingHttpResponse:
    after = int(request.headers.get("Last-Event-ID", "0"))
    return StreamingHttpResponse(price_events(after), content_type="text/event-stream")


class EventFieldTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("prices/", prices)]

    async def test_the_fields_of_events(self) -> None:
        async with self.client.stream("GET", "/prices/") as response:
            events = [event async for event in response.events()]

        self.assertEqual(events[0], ServerSentEvent("hello", retry=2500))  # [!]
        self.assertEqual(events[1].id, "1")
        self.assertEqual(events[1].retry, None)
        self.assertEqual(events[-1].id, "3")  # [!]
        self.assertEqual(events[-1].event, "message")
        self.assertEqual(events[-1].data, "sold out\nuntil Monday")

    async def test_a_browser_that_comes_back(self) -> None:
        last = {"Last-Event-ID": "2"}
        async with self.client.stream("GET", "/prices/", headers=last) as response:
            ids = [event.id async for event in response.events()]

        self.assertEqual(ids, ["", "3", "3"])
