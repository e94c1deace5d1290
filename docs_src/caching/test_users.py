"""Responses to logged-in users.

Such a response is not stored, unless the view has `per_user`, or says with `public`
that all users see the same.
"""

import pytest
from django.contrib.auth.models import User
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient


@api_view(["GET"])
@cache_response(ttl=300)
def careful(request: Request) -> Response:
    return Response({"user": request.user.get_username()})


@api_view(["GET"])
@cache_response(ttl=300, per_user=True)  # [!]
def mine(request: Request) -> Response:
    return Response({"user": request.user.get_username()})


@api_view(["GET"])
@cache_response(ttl=300, public=True)  # [!]
def everybodys(request: Request) -> Response:
    return Response({"opens": "9:00"})


urlpatterns = [
    path("careful/", careful),
    path("mine/", mine),
    path("everybodys/", everybodys),
]
alice, bob = User(username="alice", pk=1), User(username="bob", pk=2)


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_who_is_served_what(async_api_client: AsyncAPIClient) -> None:
    for url in ("/careful/", "/mine/", "/everybodys/"):
        with async_api_client.as_user(alice):
            await async_api_client.get(url)
    with async_api_client.as_user(bob):
        careful = await async_api_client.get("/careful/")
        mine = await async_api_client.get("/mine/")
        everybodys = await async_api_client.get("/everybodys/")

    assert careful.json() == mine.json() == {"user": "bob"}
    assert careful.headers["Cache-Status"].endswith("detail=authenticated")  # [!]
    assert "stored" in mine.headers["Cache-Status"]
    assert "hit" in everybodys.headers["Cache-Status"]
