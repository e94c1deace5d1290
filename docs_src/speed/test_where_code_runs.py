"""Where your code runs.

Your synchronous code shares a thread with the test's own `sync_to_async`. An
asynchronous view runs on the event loop. A subclass of Django's middleware counts as
yours.
"""

import threading

import pytest
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.test import override_settings
from django.urls import path
from django.utils.deprecation import MiddlewareMixin

from restflow.test import AsyncAPIClient

threads: dict[str, int] = {}


def note(whose: str) -> None:
    threads[whose] = threading.get_ident()


class Stamp(MiddlewareMixin):
    def process_request(self, request: HttpRequest) -> None:
        note("your middleware")


class StrictCommon(CommonMiddleware):
    def process_request(self, request: HttpRequest) -> None:
        note("a subclass of Django's middleware")


def sync_view(request: HttpRequest) -> HttpResponse:
    note("a sync view")
    return HttpResponse()


async def async_view(request: HttpRequest) -> HttpResponse:
    note("an async view")
    return HttpResponse()


urlpatterns = [path("sync/", sync_view), path("async/", async_view)]


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_where_code_runs(async_api_client: AsyncAPIClient) -> None:
    yours = [f"{__name__}.Stamp", f"{__name__}.StrictCommon"]
    with override_settings(MIDDLEWARE=yours):
        await async_api_client.get("/sync/")
        await async_api_client.get("/async/")

    assert threads.pop("an async view") == threading.get_ident()  # [!]
    thread_of_the_test = await sync_to_async(threading.get_ident)()
    assert set(threads.values()) == {thread_of_the_test}  # [!]
    print("In the thread of sync_to_async:", *sorted(threads), sep="\n  ")
