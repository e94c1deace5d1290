"""The data of a hit.

A miss is the view's own response, whose `data` holds what the view returned. A hit has
what was stored, so its `data` is the parsed JSON: text where there was a date.
"""

from datetime import date

import pytest
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


urlpatterns = [path("sale/", sale)]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_a_hit_has_parsed_data(async_api_client: AsyncAPIClient) -> None:
    miss = await async_api_client.get("/sale/")
    hit = await async_api_client.get("/sale/")

    assert "hit" in hit.headers["Cache-Status"]
    assert miss.data == {"ends": date(2030, 1, 31)}
    assert hit.data == {"ends": "2030-01-31"}  # [!]
    assert hit.json() == miss.json()
