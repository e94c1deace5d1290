"""Middleware that is a function.

With either client, synchronous functions that follow one another share one visit: each
of them calls the next one itself.
"""

from collections.abc import Callable
from unittest import mock

import pytest
from asgiref.sync import SyncToAsync
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, override_settings
from django.urls import path

from restflow.test import AsyncAPIClient

Handler = Callable[[HttpRequest], HttpResponse]


def stamp(get_response: Handler) -> Handler:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Stamp"] = "out"
        return response

    return middleware


async def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("", view)]


async def visits(client: AsyncClient, middleware: list[str]) -> int:
    call = SyncToAsync.__call__
    with (
        override_settings(MIDDLEWARE=middleware),
        mock.patch.object(
            SyncToAsync, "__call__", autospec=True, side_effect=call
        ) as visited,
    ):
        await client.get("/")
    return visited.call_count


@pytest.mark.parametrize("kind", [AsyncClient, AsyncAPIClient])
@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_one_more_is_no_more(kind: type[AsyncClient]) -> None:
    one = await visits(kind(), [f"{__name__}.stamp"])
    assert await visits(kind(), [f"{__name__}.stamp"] * 20) == one  # [!]
