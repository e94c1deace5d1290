"""Where receivers of request signals run.

With Django's client and with restflow's, a receiver of `request_started` runs in the
thread of your middleware, and one of `request_finished` in another.
"""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from asgiref.sync import sync_to_async
from django.core.signals import request_finished, request_started
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient
from django.urls import path

from restflow.test import AsyncAPIClient

threads: dict[str, int] = {}


def note(when: str, **signal: object) -> None:
    threads[when] = threading.get_ident()


async def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("", view)]


@pytest.fixture(autouse=True)
def receivers() -> Iterator[None]:
    on_start, on_finish = partial(note, "started"), partial(note, "finished")
    request_started.connect(on_start)
    request_finished.connect(on_finish)
    yield
    request_started.disconnect(on_start)
    request_finished.disconnect(on_finish)


@pytest.mark.parametrize("kind", [AsyncClient, AsyncAPIClient])
@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_where_receivers_run(kind: type[AsyncClient]) -> None:
    await kind().get("/")

    thread_of_the_test = await sync_to_async(threading.get_ident)()
    assert threads["started"] == thread_of_the_test  # [!]
    assert threads["finished"] not in {thread_of_the_test, threading.get_ident()}
