"""A response that is not JSON.

The error of `json()` says what came instead: the status, and how the body begins. So a
test that gets an error page, or nothing, fails with the reason.
"""

import json
from collections.abc import AsyncIterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h1>The shop is closed.</h1>", status=503)


async def delete(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


async def prices(request: HttpRequest) -> StreamingHttpResponse:
    async def parts() -> AsyncIterator[str]:
        yield '{"Mug":'
        yield '"9.50"}'

    return StreamingHttpResponse(parts(), content_type="application/json")


class NotJsonTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [
        *(path("closed/", closed), path("delete/", delete)),
        path("prices/", prices),
    ]

    async def test_a_page(self) -> None:
        response = await self.client.get("/closed/")
        with self.assertRaises(ValueError) as caught:
            response.json()
        self.assertIn("503 Service Unavailable", str(caught.exception))  # [!]
        print(caught.exception)

    async def test_nothing(self) -> None:
        response = await self.client.delete("/delete/")
        with self.assertRaisesMessage(
            ValueError, "the answer is 204 No Content, without a body."
        ):
            response.json()

    async def test_a_stream_is_read_first(self) -> None:
        response = await self.client.get("/prices/")
        with self.assertRaisesMessage(ValueError, "The response is a stream"):
            response.json()  # [!]

        parts = [part async for part in response.streaming_content]
        self.assertEqual(json.loads(b"".join(parts)), {"Mug": "9.50"})
