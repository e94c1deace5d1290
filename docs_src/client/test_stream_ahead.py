"""A view that is ahead of its reader.

A view goes on without its reader, up to 64 KiB. When the reader leaves, the view is
cancelled at the `await` at which it waits. If it has raised by then, the test gets the
error.
"""

import asyncio
from collections.abc import AsyncIterator

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

written: list[str] = []


async def export(request: HttpRequest) -> StreamingHttpResponse:
    async def rows() -> AsyncIterator[str]:
        try:
            for row in ("Mug\n", "Pot\n", "Tea\n"):
                written.append(row)
                yield row
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            written.append("cancelled")
            raise

    return StreamingHttpResponse(rows())


async def broken(request: HttpRequest) -> StreamingHttpResponse:
    async def rows() -> AsyncIterator[str]:
        yield "Mug\n"
        raise ValueError("no price")

    return StreamingHttpResponse(rows())


class AheadTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("export/", export), path("broken/", broken)]

    def setUp(self) -> None:
        written.clear()

    async def test_the_view_is_ahead_and_is_cancelled(self) -> None:
        async with self.client.stream("GET", "/export/") as response:
            self.assertEqual(await anext(response.lines()), "Mug")
            await asyncio.sleep(0.01)
            self.assertEqual(written, ["Mug\n", "Pot\n", "Tea\n"])  # [!]

        self.assertEqual(written[-1], "cancelled")  # [!]

    async def test_its_error_is_raised_when_the_block_is_left(self) -> None:
        with self.assertRaisesMessage(ValueError, "no price"):  # [!]
            async with self.client.stream("GET", "/broken/") as response:
                self.assertEqual(await anext(response.lines()), "Mug")
