"""A view that waits for its reader.

It goes on until it is 64 KiB ahead, as over a socket. Then it waits until the test has
read something.
"""

import asyncio
from collections.abc import AsyncIterator

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncHTTPClient,
    URLPatternsTestCase,
)

CHUNK = b"-" * 20 * 1024
written: list[int] = []


async def export(request: HttpRequest) -> StreamingHttpResponse:
    async def chunks() -> AsyncIterator[bytes]:
        for number in range(20):
            written.append(number)
            yield CHUNK

    return StreamingHttpResponse(chunks())


class FullStreamTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("export/", export)]

    def setUp(self) -> None:
        written.clear()

    async def test_with_our_client(self) -> None:
        async with self.client.stream("GET", "/export/") as response:
            await asyncio.sleep(0.01)
            self.assertEqual(len(written), 4)  # [!]

            await anext(aiter(response))
            await asyncio.sleep(0.01)
            self.assertEqual(len(written), 5)  # [!]

    async def test_with_httpx(self) -> None:
        async with AsyncHTTPClient() as client, client.stream("GET", "/export/"):
            await asyncio.sleep(0.01)
            self.assertEqual(len(written), 4)  # [!]
