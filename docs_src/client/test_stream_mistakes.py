"""Mistakes in reading a stream.

The body is read once, in one way: after `lines()` there are no chunks. The names that
httpx has are refused, each with the name here.
"""

from collections.abc import AsyncIterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def export(request: HttpRequest) -> StreamingHttpResponse:
    async def rows() -> AsyncIterator[bytes]:
        yield b"Mug\r\nCaf"
        yield b"\xc3"
        yield b"\xa9\r"
        yield b"\nPot"

    return StreamingHttpResponse(rows())


async def broken(request: HttpRequest) -> HttpResponse:
    raise LookupError("no price")


class StreamMistakeTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("export/", export), path("broken/", broken)]

    async def test_each_part_is_read_once(self) -> None:
        async with self.client.stream("GET", "/export/") as response:
            self.assertEqual(await anext(response.lines()), "Mug")
            with self.assertRaisesMessage(RuntimeError, "the same method"):
                await response.read()  # [!]
            self.assertEqual([row async for row in response.lines()], ["Café", "Pot"])
            self.assertEqual([row async for row in response.lines()], [])

    async def test_the_names_of_httpx(self) -> None:
        async with self.client.stream("GET", "/export/") as response:
            streamed: Any = response
            with self.assertRaisesMessage(AttributeError, "Write `lines()`."):
                streamed.aiter_lines()  # [!]

    async def test_the_view_raises_before_it_answers(self) -> None:
        with self.assertRaisesMessage(LookupError, "no price"):
            async with self.client.stream("GET", "/broken/"):
                self.fail("The stream has not begun.")
