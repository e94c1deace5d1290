"""A middleware of your own that says who asks.

A gateway has checked the user, and a middleware takes the name from a header. With
`per_user` the key has this user, and not the one of Django's own middleware.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import modify_settings
from django.urls import path
from django.utils.functional import SimpleLazyObject

from restflow.caching import cache_response
from restflow.test import AsyncAPIClient


def with_user(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        name = request.headers.get("X-User")
        request.user = SimpleLazyObject(  # [!]
            lambda: User.objects.get(username=name)
        )
        return get_response(request)

    return middleware


@cache_response(ttl=300, per_user=True)
async def greeting(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"Hello {request.user.get_username()}")


urlpatterns = [path("greeting/", greeting)]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
@pytest.mark.asyncio
@modify_settings(MIDDLEWARE={"append": f"{__name__}.with_user"})
async def test_each_has_an_entry(async_api_client: AsyncAPIClient) -> None:
    for name in ("alice", "bob", "alice", "bob"):
        await User.objects.aget_or_create(username=name)
        headers = {"X-User": name}
        response = await async_api_client.get("/greeting/", headers=headers)
        assert response.text == f"Hello {name}"  # [!]

    assert response.headers["Cache-Status"].startswith("restflow; hit")
