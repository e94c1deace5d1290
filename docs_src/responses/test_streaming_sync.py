"""Streams of synchronous views.

With Django's client, the view decides whether you read `streaming_content` with `for`
or `async for`. With restflow's client, `async for` reads both.
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.test import AsyncClient
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


def rows() -> Iterator[str]:
    yield from ("Mug\n", "Teapot\n")


async def arows() -> AsyncIterator[str]:
    for row in rows():
        yield row


def export(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(rows())


async def aexport(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(arows())


class StreamingTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("export/", export), path("aexport/", aexport)]

    async def test_with_django_it_depends_on_the_view(self) -> None:
        response: Any = await AsyncClient().get("/export/")
        with self.assertRaisesMessage(TypeError, "requires an object with __aiter__"):
            [row async for row in response.streaming_content]  # [!]

    async def test_with_restflow_both_are_read_alike(self) -> None:
        for url in ("/export/", "/aexport/"):
            response = await self.client.get(url)
            read = [row async for row in response.streaming_content]  # [!]
            self.assertEqual(read, [b"Mug\n", b"Teapot\n"])

    async def test_for_still_reads_what_is_synchronous(self) -> None:
        response = await self.client.get("/export/")
        self.assertEqual(list(response.streaming_content), [b"Mug\n", b"Teapot\n"])

    async def test_the_response_itself_is_read_with_a_warning(self) -> None:
        response: Any = await self.client.get("/export/")
        with self.assertWarnsMessage(Warning, "must consume synchronous iterators"):
            read = [row async for row in response]  # [!]
        self.assertEqual(read, [b"Mug\n", b"Teapot\n"])
