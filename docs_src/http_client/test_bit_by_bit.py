"""A request that is sent bit by bit.

It has no `Content-Length`. A view of Django reads its body all the same. Django REST
framework takes it for a request without a body.
"""

from collections.abc import AsyncIterator

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.decorators import api_view, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.test import AsyncHTTPClient

pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]
JSON = {"Content-Type": "application/json"}


@csrf_exempt
async def plain(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"body": request.body.decode()})


@api_view(["POST"])
@permission_classes([AllowAny])
def of_the_framework(request: Request) -> Response:
    return Response({"data": request.data})


urlpatterns = [path("plain/", plain), path("framework/", of_the_framework)]


async def product() -> AsyncIterator[bytes]:
    yield b'{"name":'
    yield b'"Mug"}'


async def broken() -> AsyncIterator[bytes]:
    yield b'{"name":'
    raise OSError("the file is gone")


async def test_the_body() -> None:
    async with AsyncHTTPClient(headers=JSON) as client:
        response = await client.post("/plain/", content=product())
        assert response.json() == {"body": '{"name":"Mug"}'}

        response = await client.post("/framework/", content=product())
        assert response.json() == {"data": {}}  # [!]

        response = await client.post("/framework/", content=b'{"name":"Mug"}')
        assert response.json() == {"data": {"name": "Mug"}}


async def test_what_the_body_raises() -> None:
    async with AsyncHTTPClient() as client:
        with pytest.raises(OSError, match="the file is gone"):  # [!]
            await client.post("/plain/", content=broken())
