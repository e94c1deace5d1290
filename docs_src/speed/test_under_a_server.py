"""Where your code runs under a server.

httpx calls the application itself. Each request has one thread for all of its
synchronous code.
"""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from asgiref.sync import sync_to_async
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse
from django.urls import path

from restflow.test import AsyncHTTPClient

threads: dict[str, threading.Thread] = {}


def note(whose: str, **signal: object) -> None:
    threads[whose] = threading.current_thread()


def sync_view(request: HttpRequest) -> HttpResponse:
    note("a sync view")
    return HttpResponse()


urlpatterns = [path("sync/", sync_view)]


@pytest.fixture(autouse=True)
def receivers() -> Iterator[None]:
    on_start = partial(note, "a receiver of request_started")
    on_finish = partial(note, "a receiver of request_finished")
    request_started.connect(on_start)
    request_finished.connect(on_finish)
    yield
    request_started.disconnect(on_start)
    request_finished.disconnect(on_finish)


@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_a_thread_for_each_request(async_http_client: AsyncHTTPClient) -> None:
    seen = {await sync_to_async(threading.current_thread)()}
    for _ in range(2):
        await async_http_client.get("/sync/")
        assert len(threads) == 3
        (thread_of_the_request,) = set(threads.values())  # [!]
        assert thread_of_the_request not in seen  # [!]
        seen.add(thread_of_the_request)
