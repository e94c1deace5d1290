"""How often a request visits the thread.

Django's client visits the thread for each method of each middleware. `AsyncAPIClient`
calls methods that follow one another on one visit.
"""

from unittest import mock

import pytest
from asgiref.sync import SyncToAsync
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, override_settings
from django.urls import path
from django.utils.deprecation import MiddlewareMixin

from restflow.test import AsyncAPIClient


class Stamp(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> None:
        request.META["stamp"] = "in"

    def process_response(
        self, request: HttpRequest, response: HttpResponse
    ) -> HttpResponse:
        response.headers["Stamp"] = "out"
        return response


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


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_the_middleware_of_startproject() -> None:
    of_django = await visits(AsyncClient(), settings.MIDDLEWARE)
    of_restflow = await visits(AsyncAPIClient(), settings.MIDDLEWARE)
    print(f"AsyncClient: {of_django}, AsyncAPIClient: {of_restflow}")
    assert of_restflow == 0 < of_django  # [!]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_middleware_of_your_own() -> None:
    print("middleware  AsyncClient  AsyncAPIClient")
    for number in (1, 5, 10, 20):
        yours = [f"{__name__}.Stamp"] * number
        of_django = await visits(AsyncClient(), yours)
        of_restflow = await visits(AsyncAPIClient(), yours)
        print(f"{number:10}{of_django:13}{of_restflow:16}")
        assert (of_django, of_restflow) == (2 + 2 * number, 2)  # [!]
