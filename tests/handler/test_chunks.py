"""The chunks of a streaming response, whichever kind of view streams them."""

from __future__ import annotations

import asyncio
import gc
import io
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.signals import request_finished
from django.dispatch import Signal
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AsyncAPIClient, AsyncAPITestCase, record_exchanges
from tests.support.urls import Serve

pytestmark = pytest.mark.urls("tests.support.urls")

both_kinds = pytest.mark.parametrize("target", ["/stream/", "/astream/"])


async def stream_of(client: AsyncAPIClient, target: str) -> Any:
    response: Any = await client.get(target)
    return response


@contextmanager
def heard(signal: Signal) -> Iterator[list[Any]]:
    """Give the senders of a signal, as it is sent."""
    senders: list[Any] = []

    def hear(sender: Any, **_kwargs: Any) -> None:
        senders.append(sender)

    signal.connect(hear)
    try:
        yield senders
    finally:
        signal.disconnect(hear)


@both_kinds
async def test_async_for_reads_the_chunks_of_either_kind(
    async_api_client: AsyncAPIClient, target: str
) -> None:
    response = await stream_of(async_api_client, target)
    chunks = [chunk async for chunk in response.streaming_content]
    assert chunks == [b"one,", b"two"]


@both_kinds
async def test_async_for_reads_recorded_chunks_as_well(
    async_api_client: AsyncAPIClient, target: str
) -> None:
    with record_exchanges() as exchanges:
        response = await stream_of(async_api_client, target)
        chunks = [chunk async for chunk in response.streaming_content]
    assert chunks == [b"one,", b"two"]
    assert exchanges[0].response_body == b"one,two"


async def test_for_reads_the_chunks_of_a_synchronous_view(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await stream_of(async_api_client, "/stream/")
    assert [*response.streaming_content] == [b"one,", b"two"]


async def test_a_stream_is_closed_once_after_its_last_chunk(
    async_api_client: AsyncAPIClient,
) -> None:
    with heard(request_finished) as finished:
        chunks = (await stream_of(async_api_client, "/stream/")).streaming_content
        assert next(chunks) == b"one,"
        assert finished == []
        assert [*chunks, *chunks] == [b"two"]
        assert len(finished) == 1


async def test_no_stream_that_was_left_is_closed_while_something_else_runs(
    async_api_client: AsyncAPIClient,
) -> None:
    with heard(request_finished) as finished:
        response = await stream_of(async_api_client, "/stream/")
        assert next(response.streaming_content) == b"one,"
        left = weakref.ref(response)
        del response
        # The event loop and a thread of the pool let go of what they have handed out.
        async with asyncio.timeout(10):
            while left() is not None:
                await asyncio.sleep(0)
                gc.collect()
        assert finished == []


async def test_a_synchronous_views_response_is_iterated_as_django_has_it(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await stream_of(async_api_client, "/stream/")
    assert b"".join(response) == b"one,two"


async def test_async_for_over_an_asynchronous_views_response_reads_it(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await stream_of(async_api_client, "/astream/")
    assert [chunk async for chunk in response] == [b"one,", b"two"]


async def test_async_for_over_a_synchronous_views_response_warns_as_django_does(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await stream_of(async_api_client, "/stream/")
    with pytest.warns(Warning, match="must consume synchronous iterators"):
        assert [chunk async for chunk in response] == [b"one,", b"two"]


async def test_for_over_the_chunks_of_an_asynchronous_view_is_an_error(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await stream_of(async_api_client, "/astream/")
    with pytest.raises(TypeError, match="not iterable"):
        iter(response.streaming_content)


async def test_chunks_can_be_taken_one_by_one_in_either_way(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await stream_of(async_api_client, "/stream/")
    assert next(response.streaming_content) == b"one,"
    assert await anext(aiter(response.streaming_content)) == b"two"
    assert [chunk async for chunk in response.streaming_content] == []


async def test_an_empty_chunk_does_not_end_the_stream(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    def view(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
        return StreamingHttpResponse(iter(["one", "", "two"]))

    serve(view)
    response = await stream_of(async_api_client, "/")
    chunks = [chunk async for chunk in response.streaming_content]
    assert chunks == [b"one", b"", b"two"]


async def test_an_exception_of_the_generator_reaches_the_test(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    def content() -> Iterator[bytes]:
        yield b"one"
        raise LookupError("in the stream")

    def view(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
        return StreamingHttpResponse(content())

    serve(view)
    response = await stream_of(async_api_client, "/")
    chunks = aiter(response.streaming_content)
    assert await anext(chunks) == b"one"
    with pytest.raises(LookupError, match="in the stream"):
        await anext(chunks)


async def test_a_files_chunks_can_be_read_asynchronously(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    def view(request: HttpRequest) -> FileResponse:  # noqa: ARG001  (Django passes it)
        return FileResponse(io.BytesIO(b"content"), filename="notes.txt")

    serve(view)
    response = await stream_of(async_api_client, "/")
    assert isinstance(response, FileResponse)
    assert response["Content-Length"] == "7"
    stream: Any = response.streaming_content
    assert b"".join([chunk async for chunk in stream]) == b"content"
    response.close()


@both_kinds
async def test_a_response_stays_what_it_is(
    async_api_client: AsyncAPIClient, target: str
) -> None:
    response = await stream_of(async_api_client, target)
    assert isinstance(response, StreamingHttpResponse)
    assert type(response).__name__ == "StreamingHttpResponse"
    assert type(response).__module__ == StreamingHttpResponse.__module__
    assert response.is_async == (target == "/astream/")


async def test_chunks_may_be_replaced(async_api_client: AsyncAPIClient) -> None:
    async def other() -> AsyncIterator[bytes]:
        yield b"other"

    for target in ("/stream/", "/astream/"):
        response = await stream_of(async_api_client, target)
        response.streaming_content = other()
        chunks = [chunk async for chunk in response.streaming_content]
        assert chunks == [b"other"]


def test_django_is_not_changed() -> None:
    content: Any = StreamingHttpResponse(iter([b"one"])).streaming_content
    assert not hasattr(content, "__aiter__")


def names(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
    def content() -> Iterator[str]:
        for user in User.objects.order_by("pk"):
            yield user.username

    return StreamingHttpResponse(content())


class DatabaseTests(AsyncAPITestCase):
    def setUp(self) -> None:
        super().setUp()
        # Closer than the mark of this module.
        self.enterContext(override_settings(ROOT_URLCONF=(path("", names),)))

    async def test_a_synchronous_generator_may_query_the_tests_transaction(
        self,
    ) -> None:
        await User.objects.acreate(username="ada")
        response = await stream_of(self.client, "/")
        chunks = [chunk async for chunk in response.streaming_content]
        assert chunks == [b"ada"]


async def test_a_stream_is_closed_beside_a_loop_by_asynchronous_receivers(
    async_api_client: AsyncAPIClient,
) -> None:
    # As the import of django-valkey connects one.
    closed: list[str] = []

    async def close(**_kwargs: object) -> None:
        closed.append("closed")

    request_finished.connect(close)
    try:
        for url in ("/astream/", "/stream/"):
            response = await async_api_client.get(url)
            async for _ in response.streaming_content:
                pass
        response = await async_api_client.get("/stream/")
        assert b"".join(response.streaming_content)
    finally:
        request_finished.disconnect(close)
    assert closed == ["closed"] * 3
