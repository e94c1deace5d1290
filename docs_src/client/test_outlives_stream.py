"""A view that does not end when its client leaves.

It has been cancelled, and goes on all the same. Five seconds later the block of the
stream raises `TimeoutError`, with both clients. The test takes that long.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncAPIClient, AsyncHTTPClient

closed = asyncio.Event()


async def stubborn(request: HttpRequest) -> StreamingHttpResponse:
    async def rows() -> AsyncIterator[str]:
        yield "Mug\n"
        while not closed.is_set():
            try:
                await closed.wait()
            except asyncio.CancelledError:
                continue  # [!]

    return StreamingHttpResponse(rows())


urlpatterns = [path("stubborn/", stubborn)]


async def leave_with_our_client() -> None:
    async with AsyncAPIClient().stream("GET", "/stubborn/") as response:
        assert await anext(response.lines()) == "Mug"


async def leave_with_httpx() -> None:
    async with AsyncHTTPClient() as client, client.stream("GET", "/stubborn/") as got:
        assert await anext(got.aiter_lines()) == "Mug"


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_a_view_outlives_its_stream() -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()

    raised = await asyncio.gather(  # [!]
        leave_with_our_client(), leave_with_httpx(), return_exceptions=True
    )
    closed.set()

    assert [type(error) for error in raised] == [TimeoutError, TimeoutError]
    assert loop.time() - begun >= 5
    print(*raised, sep="\n")
