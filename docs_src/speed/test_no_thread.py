"""What needs no thread.

Django's own middleware, as `startproject` installs it, and JSON of plain values. One
visit is left: adrf checks permissions there, also in production.
"""

from unittest import mock

import pytest
from adrf.views import APIView
from asgiref.sync import SyncToAsync
from django.urls import path
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.test import AsyncAPIClient

MUG = {"name": "Mug", "price": "9.50"}


class Product(APIView):  # type: ignore[misc]  # adrf has no types
    async def get(self, request: Request) -> Response:
        return Response(MUG)


class YourRenderer(JSONRenderer):
    format = "yours"


class RenderedByYours(Product):
    renderer_classes = (YourRenderer,)


class Remembered(Product):
    async def get(self, request: Request) -> Response:
        request.session["seen"] = "Mug"
        return Response(MUG)


urlpatterns = [
    path("product/", Product.as_view()),
    path("yours/", RenderedByYours.as_view()),
    path("remembered/", Remembered.as_view()),
]


async def visits(client: AsyncAPIClient, url: str) -> int:
    call = SyncToAsync.__call__
    with mock.patch.object(
        SyncToAsync, "__call__", autospec=True, side_effect=call
    ) as visited:
        response = await client.get(url)
    assert response.json() == MUG
    return visited.call_count


@pytest.mark.urls(__name__)
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_visits_to_the_thread(async_api_client: AsyncAPIClient) -> None:
    adrf = 1
    assert await visits(async_api_client, "/product/") == adrf  # [!]
    assert await visits(async_api_client, "/yours/") == adrf + 1
    assert await visits(async_api_client, "/remembered/") == adrf + 1
