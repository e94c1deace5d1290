"""The data of a hit.

On a miss, `data` is what the view returned. On a hit, `data` is the parsed JSON that
was stored: text in the place of a date. A hit that is no JSON has no `data`.
"""

from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient


@api_view(["GET"])
@cache_response(ttl=300)
def sale(request: Request) -> Response:
    return Response({"ends": date(2030, 1, 31)})


@cache_response(ttl=300)
async def terms(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("No refunds.")
    del response["Content-Type"]
    return response


urlpatterns = [path("sale/", sale), path("terms/", terms)]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_a_hit_has_parsed_data(async_api_client: AsyncAPIClient) -> None:
    miss = await async_api_client.get("/sale/")
    hit = await async_api_client.get("/sale/")

    assert "hit" in hit.headers["Cache-Status"]
    assert miss.data == {"ends": date(2030, 1, 31)}
    assert hit.data == {"ends": "2030-01-31"}  # [!]
    assert hit.json() == miss.json()


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_other_content_has_none(async_api_client: AsyncAPIClient) -> None:
    await async_api_client.get("/terms/")
    hit = await async_api_client.get("/terms/")

    assert "hit" in hit.headers["Cache-Status"]
    assert hit.content == b"No refunds."
    assert "Content-Type" not in hit.headers  # [!]
    with pytest.raises(AttributeError, match="has data if it is JSON"):  # [!]
        hit.data  # noqa: B018
