"""Responses that can't be stored, and views that can't be cached.

A response is computed each time if it holds what pickle refuses, or if computing it
takes longer than its lifetime. A view has to return a response, and `cache_response`
has to be on the method itself.
"""

import asyncio

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient

pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]


@cache_response(ttl=300)
async def answer(request: HttpRequest, kind: str) -> HttpResponse:
    response = HttpResponse("Mug")
    if kind == "callback":
        response.notes = {"later": lambda: None}  # type: ignore[attr-defined]
    return None if kind == "nothing" else response  # type: ignore[return-value]


class ReportView(APIView):
    @method_decorator(cache_response(ttl=300))  # [!]
    def get(self, request: Request) -> Response:
        return Response({"revenue": 1000})


@cache_response(ttl=0.01)
async def slow(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0.05)
    return HttpResponse("Mug")


report = ReportView.as_view()
urlpatterns = [path("report/", report), path("slow/", slow), path("<kind>/", answer)]


async def test_it_is_not_stored(async_api_client: AsyncAPIClient) -> None:
    for _ in range(2):
        response = await async_api_client.get("/callback/")
        assert response.headers["Cache-Status"].endswith("detail=unpicklable")  # [!]

    response = await async_api_client.get("/slow/")
    assert response.headers["Cache-Status"].endswith("detail=expired")

    response = await async_api_client.generic("GET", "/plain/", b"a query")
    assert response.headers["Cache-Status"] == "restflow; fwd=bypass; detail=body"


async def test_it_is_refused(async_api_client: AsyncAPIClient) -> None:
    with pytest.raises(TypeError, match="answer returned None, not a response"):
        await async_api_client.get("/nothing/")
    with pytest.raises(TypeError, match="has to be on the method itself"):  # [!]
        await async_api_client.get("/report/")
