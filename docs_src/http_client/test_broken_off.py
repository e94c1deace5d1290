"""A response that breaks off.

The exception of the view is raised where the test reads. A user sees something else:
`RemoteProtocolError`, as from a server that breaks off.
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from restflow.test import AsyncHTTPClient

pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]


async def export(request: HttpRequest) -> StreamingHttpResponse:
    async def rows() -> AsyncIterator[str]:
        yield "Mug\n"
        raise ValueError("no price")

    return StreamingHttpResponse(rows())


urlpatterns = [path("export/", export)]


async def silent(scope: Any, receive: Any, send: Any) -> None:
    """Return without a response."""


async def test_the_exception_of_the_view() -> None:
    client = AsyncHTTPClient()
    async with client, client.stream("GET", "/export/") as response:
        lines = response.aiter_lines()
        assert await anext(lines) == "Mug"
        with pytest.raises(ValueError, match="no price"):  # [!]
            await anext(lines)


async def test_what_a_user_sees() -> None:
    client = AsyncHTTPClient(raise_app_exceptions=False)
    async with client, client.stream("GET", "/export/") as response:
        assert response.status_code == 200
        with pytest.raises(httpx2.RemoteProtocolError):  # [!]
            await response.aread()


async def test_an_application_without_a_response() -> None:
    async with AsyncHTTPClient(app=silent) as client:
        with pytest.raises(RuntimeError, match="returned without a response"):
            await client.get("/")

    async with AsyncHTTPClient(app=silent, raise_app_exceptions=False) as client:
        assert (await client.get("/")).status_code == 500
