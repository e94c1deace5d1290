"""What the client sent and received.

`record_exchanges` collects the requests of this client, like those of all others. Of a
stream it has what the test has read.
"""

from collections.abc import AsyncIterator

import pytest
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import include, path

from restflow.test import AsyncHTTPClient, record_exchanges

pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]


async def export(request: HttpRequest) -> StreamingHttpResponse:
    async def rows() -> AsyncIterator[str]:
        yield "Mug\n"
        yield "Sofa\n"

    return StreamingHttpResponse(rows(), content_type="text/csv")


urlpatterns = [path("export/", export), path("", include("project.urls"))]


async def test_a_response() -> None:
    with record_exchanges() as exchanges:
        async with AsyncHTTPClient(headers={"User-Agent": "Shop"}) as client:
            await client.post("/api/echo/", json={"name": "Mug"})
            await client.get("/export/")

    whole, stream = exchanges
    assert whole.request_body == b'{"name":"Mug"}'
    assert whole.response_body.startswith(b'{"method": "POST"')
    assert (whole.outcome, whole.streamed) == ("200 OK", False)
    assert stream.response_body == b"Mug\nSofa\n"
    assert (stream.outcome, stream.streamed) == ("200 OK", True)  # [!]


async def test_a_stream_of_which_nothing_is_read() -> None:
    with record_exchanges() as exchanges:
        async with AsyncHTTPClient() as client, client.stream("GET", "/export/"):
            pass

    (stream,) = exchanges
    assert stream.response_body == b""
    assert str(stream).endswith("(a stream, of which nothing was read)")  # [!]
