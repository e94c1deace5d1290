"""Streams, and requests that change something.

A stream can be read once, so a stored one is empty. And a POST that is answered from
the cache says 201 and creates nothing.
"""

from collections.abc import AsyncIterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path

from products.models import Category
from restflow.caching import cache_response
from restflow.test import AsyncAPIClient

HEADER = b"id,name\r\n"
stored: dict[str, HttpResponseBase] = {}


async def rows() -> AsyncIterator[bytes]:
    yield HEADER


async def shelf(request: HttpRequest) -> HttpResponseBase:
    if request.method != "POST":
        return StreamingHttpResponse(rows(), content_type="text/csv")
    await Category.objects.acreate(name="Mugs", slug="mugs")
    return HttpResponse(status=201)


async def naive(request: HttpRequest) -> HttpResponseBase:
    key = f"{request.method} {request.path}"
    if key not in stored:
        stored[key] = await shelf(request)
    return stored[key]


careful = cache_response(ttl=60)(shelf)  # [!]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db, pytest.mark.asyncio]
urlpatterns = [path("naive/", naive), path("careful/", careful)]


@pytest.mark.parametrize(("url", "second"), [("/naive/", b""), ("/careful/", HEADER)])
async def test_a_stream_is_read_once(
    url: str, second: bytes, async_api_client: AsyncAPIClient
) -> None:
    stored.clear()
    for expected in [HEADER, second]:
        response = await async_api_client.get(url)
        read = b"".join([part async for part in response.streaming_content])
        assert read == expected  # [!]


@pytest.mark.parametrize(("url", "there"), [("/naive/", False), ("/careful/", True)])
async def test_what_was_deleted_is_created_again(
    url: str, there: bool, async_api_client: AsyncAPIClient
) -> None:
    stored.clear()
    await async_api_client.post(url)
    await Category.objects.all().adelete()

    response = await async_api_client.post(url)

    assert response.status_code == 201
    assert await Category.objects.aexists() is there  # [!]
